/**
 * The results of runs for readers: {@link dev.understudy.report.Report} as one HTML file, {@link
 * dev.understudy.report.ResultTable} as text.
 */
package dev.understudy.report;

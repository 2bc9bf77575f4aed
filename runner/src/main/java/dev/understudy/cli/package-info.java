/** The command line: one class per command, the terminal that they speak to, and the request to stop. */
package dev.understudy.cli;

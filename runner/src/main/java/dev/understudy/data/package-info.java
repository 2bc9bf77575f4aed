/**
 * What the optimizees learn from: {@link dev.understudy.data.DataSets} gives each data set by its name, and a folder of
 * one's own by its place. IDX files are checked before a byte is allocated for them; downloads are kept only when their
 * checksum is right, and follow no link.
 */
package dev.understudy.data;

/**
 * The data that optimizees learn from: {@link dev.understudy.data.DataSets} finds a data set by its name, or reads a
 * folder of the user's own files. IDX files are checked before memory is allocated for them; downloads are kept only if
 * their checksum is right, and are not written through links.
 */
package dev.understudy.data;

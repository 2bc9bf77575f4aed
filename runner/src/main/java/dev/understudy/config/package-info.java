/**
 * Config files, read into records that check themselves. A default is written once, in its record's {@code DEFAULTS};
 * the YAML and the overrides of the command line only replace it.
 *
 * <p>The steps of reading: {@link dev.understudy.config.Configs} reads the text of the file and parses it into a tree
 * of nodes that know their lines, merges it with the files that it extends, puts the overrides into the tree, and lets
 * {@code RecordReader} go over the records' components. {@link dev.understudy.config.SweptConfigs} does this once for
 * each combination of a sweep, with its values in the tree.
 *
 * <p>How values are read. YAML decides about structure only. The text of a value is read by the type of its key, so
 * none of YAML 1.1's conversions happens ({@code no} is not false, {@code 012} is not 10, {@code 12:30:45} is not
 * 45045).
 * <ul>
 * <li>Whole numbers: {@code 20}, {@code 10_000}, {@code 1e4}. No leading zeros, no hexadecimal, no decimal point, no
 * quotes.
 * <li>Numbers: the same, and {@code 0.1}, {@code .5}, {@code 1.5e-3}. {@code .nan} and {@code .inf} are read, and
 * refused with the allowed range.
 * <li>Switches: {@code true} and {@code false}, nothing else.
 * <li>Texts: unchanged, {@code name: no} is a run called "no". Only a plain {@code null}, {@code ~} or an empty value
 * is null. Null is legal for a key whose default is null, and for a whole section, which then has its defaults.
 * <li>Tags, anchors, aliases and a second document are refused; nesting ends at 16 levels, a list at 1,000 items, a
 * file at 256 KiB.
 * </ul>
 * Every error is a {@link dev.understudy.fault.Fault} with exit code 2 that names file and line, or {@code -o}.
 */
package dev.understudy.config;

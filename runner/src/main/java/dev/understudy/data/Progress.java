package dev.understudy.data;

/** Is told how far a download has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (file, bytes, total) -> {};

    /** {@code bytes} of {@code file} are on disk, of {@code total}, or of who knows how many where that is −1. */
    void at(String file, long bytes, long total);
}

package dev.understudy.run;

/**
 * Keeps files that are derived from a run's logs up to date, such as event files. It is called by the process that
 * holds the run's directory.
 */
public interface LogFollower {
    /** A follower that does nothing. */
    LogFollower NONE = new LogFollower() {
        @Override
        public void appended(Record line) {}

        @Override
        public void dropped() {}

        @Override
        public void catchUp() {}
    };

    /** Called after a line was appended to a log and written to its file. */
    void appended(Record line);

    /** Called after lines were dropped from a log. */
    void dropped();

    /** Called at the end of a session, to write everything missed so far. */
    void catchUp();
}

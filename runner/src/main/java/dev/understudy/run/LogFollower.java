package dev.understudy.run;

/** Somebody who keeps beside a run's logs what can be made from them again. Is called by the process that holds the run's directory. */
public interface LogFollower {
    /** Where nobody does. */
    LogFollower NONE = new LogFollower() {
        @Override
        public void appended(Record line) {}

        @Override
        public void dropped() {}

        @Override
        public void catchUp() {}
    };

    /** A line was appended to a log, and is in its file. */
    void appended(Record line);

    /** Lines were dropped from a log. */
    void dropped();

    /** A session ends: whatever was missed is made up for. */
    void catchUp();
}

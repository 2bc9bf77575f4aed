package dev.understudy.engine;

/** Whose update moves θ. */
public enum WhoDrives {
    IMITATOR,
    TEACHER,
    NOTHING
}

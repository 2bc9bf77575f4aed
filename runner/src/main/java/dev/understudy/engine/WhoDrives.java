package dev.understudy.engine;

/** The optimizer whose update moves θ; with NOTHING no update does. */
public enum WhoDrives {
    IMITATOR,
    TEACHER,
    NOTHING
}

package dev.understudy.engine;

/** The optimizer whose update moves θ; with NO_UPDATE none does. */
public enum WhoDrives {
    IMITATOR,
    TEACHER,
    NO_UPDATE
}

package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;

/** The files of a data set of images, in a folder. */
sealed interface ImageFiles permits ImageFolder, OwnFolder, CifarFolder {
    /**
     * All files that it is read from.
     *
     * @throws Fault environment if some are missing, with the name of each
     */
    List<Path> files();

    /** @throws Fault as {@link DataSets#load} */
    DataSet read();

    /** Finds the faults of {@link #read} that show in names, headers and lengths. */
    void check();

    /** As {@link #read}; returns the last data set again if it is from these files and none has changed since. */
    default DataSet load() {
        return LastRead.of(this);
    }
}

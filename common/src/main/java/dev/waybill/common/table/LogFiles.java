package dev.waybill.common.table;

import java.io.IOException;
import java.util.List;

/** The files of a table, seen without Spark. */
interface LogFiles {

    /** The names of the files in the table's log; none where there is no table. */
    List<String> names() throws IOException;

    /** A file of the log. */
    byte[] read(String name) throws IOException;

    /** How many of these data files are missing; 0 where that would be slow to find out. */
    long missing(List<ActiveFile> files) throws IOException;
}

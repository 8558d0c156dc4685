package dev.waybill.common.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Of a table on any Hadoop file system. */
final class HadoopLogFiles implements LogFiles {

    private final FileSystem files;
    private final Path log;

    /** @param settings of a Spark session; those for Hadoop count */
    HadoopLogFiles(String table, Map<String, String> settings) throws IOException {
        this.log = new Path(table, "_delta_log");
        this.files = log.getFileSystem(Sessions.hadoop(settings));
    }

    @Override
    public List<String> names() throws IOException {
        try {
            return Arrays.stream(files.listStatus(log))
                    .map(file -> file.getPath().getName())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (InputStream bytes = files.open(new Path(log, name))) {
            return bytes.readAllBytes();
        }
    }

    /** A question a file over the network: not for a check that has to be quick. */
    @Override
    public long missing(List<ActiveFile> active) {
        return 0;
    }
}

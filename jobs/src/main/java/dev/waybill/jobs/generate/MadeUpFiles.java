package dev.waybill.jobs.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows as gzipped CSV with a header, in files of plain names: DVC takes a folder for changed when a file's name is. */
final class MadeUpFiles {

    private static final String PART = ".csv.gz";

    private MadeUpFiles() {}

    /** Replaces a folder, as a whole or not at all. */
    static void write(Dataset<Row> rows, Path folder) {
        Path written = folder.resolveSibling("." + folder.getFileName() + ".written");
        try {
            FileUtils.deleteDirectory(written.toFile());
            rows.write()
                    .option("header", true)
                    .option("compression", "gzip")
                    .csv(written.toUri().toString());
            keepParts(written);
            FileUtils.deleteDirectory(folder.toFile());
            Files.move(written, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write made-up rows to " + folder, e);
        }
    }

    private static void keepParts(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        int number = 0;
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.startsWith("part-") && name.endsWith(PART)) {
                Files.move(file, folder.resolve("part-%05d%s".formatted(number++, PART)));
            } else {
                Files.delete(file);
            }
        }
    }
}

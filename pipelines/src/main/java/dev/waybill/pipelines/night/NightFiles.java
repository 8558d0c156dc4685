package dev.waybill.pipelines.night;

import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reports of a pipeline's nights, a folder for each date. */
public record NightFiles(Path folder) {

    private static final String FILE = "report.json";

    Optional<NightReport> read(LocalDate date) {
        Path file = file(date);
        return Files.isRegularFile(file) ? Optional.of(JsonFile.read(file, NightReport.class)) : Optional.empty();
    }

    void write(NightReport report) {
        JsonFile.write(file(report.date()), report);
    }

    /** The dates of nights that came to their end. */
    public SortedSet<LocalDate> complete() {
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (Stream<Path> dates = Files.list(folder)) {
            return dates.filter(date -> Files.isRegularFile(date.resolve(FILE)))
                    .map(date -> LocalDate.parse(date.getFileName().toString()))
                    .filter(date -> read(date).filter(NightReport::complete).isPresent())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private Path file(LocalDate date) {
        return folder.resolve(date.toString()).resolve(FILE);
    }
}

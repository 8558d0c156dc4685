package dev.waybill.pipelines.night;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pipeline's nights leave to be read: a folder for each date, and a page of all of them.
 *
 * @param reports the folder of all reports of the pipeline
 */
public record NightFiles(Path reports) {

    static final String PAGE = "report.html";

    private static final String REPORT = "report.json";

    Optional<NightReport> read(LocalDate date) {
        Path file = night(date).resolve(REPORT);
        return Files.isRegularFile(file) ? Optional.of(JsonFile.read(file, NightReport.class)) : Optional.empty();
    }

    /** Of a night that came to its end. */
    public Optional<NightReport> complete(LocalDate date) {
        return read(date).filter(NightReport::complete);
    }

    void write(NightReport report) {
        JsonFile.write(night(report.date()).resolve(REPORT), report);
    }

    Path page(LocalDate date) {
        return night(date).resolve(PAGE);
    }

    /** Of all nights. */
    public Path index() {
        return nights().resolve("index.html");
    }

    /** Keeps a report of the pipeline as it is now, since later nights write their own in its place. */
    void keep(LocalDate date, String name) {
        Path report = reports.resolve(name);
        if (Files.isRegularFile(report)) {
            AtomicFile.write(night(date).resolve(name), AtomicFile.read(report));
        }
    }

    boolean isKept(LocalDate date, String name) {
        return Files.isRegularFile(night(date).resolve(name));
    }

    /** The last night before a date that came to its end. */
    public Optional<LocalDate> lastComplete(LocalDate before) {
        return dates().headSet(before, false).descendingSet().stream()
                .filter(date -> complete(date).isPresent())
                .findFirst();
    }

    /** The last nights up to a date, complete or not, in the order of their dates. */
    List<NightReport> latest(LocalDate last, int count) {
        return dates().headSet(last, true).descendingSet().stream()
                .limit(count)
                .sorted()
                .flatMap(date -> read(date).stream())
                .toList();
    }

    NavigableSet<LocalDate> dates() {
        if (!Files.isDirectory(nights())) {
            return new TreeSet<>();
        }
        try (Stream<Path> folders = Files.list(nights())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(REPORT)))
                    .map(folder -> LocalDate.parse(folder.getFileName().toString()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + nights(), e);
        }
    }

    private Path nights() {
        return reports.resolve("nights");
    }

    private Path night(LocalDate date) {
        return nights().resolve(date.toString());
    }
}

package dev.waybill.jobs.register;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Models that the tracking server could not be given, each in a folder with its files and all that is to be logged, below
 * {@code data/registrations/<pipeline>}. The names of the folders begin with the time, so that they are handed in in order.
 */
public final class PendingRegistrations {

    private static final String MODEL = "model";
    private static final String REGISTRATION = "registration.json";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private record Kept(Instant keptAt, Registration registration) {}

    /**
     * What came of a model that was kept.
     *
     * @param registeredNow false where an attempt whose answer was lost had registered it
     */
    public record HandedIn(String model, int version, String modelSha256, Instant keptAt, boolean registeredNow) {}

    private final Path folder;

    private PendingRegistrations(Path folder) {
        this.folder = folder;
    }

    /** Of a pipeline. */
    public static PendingRegistrations of(Path home, String pipeline) {
        return new PendingRegistrations(
                home.resolve("data").resolve("registrations").resolve(pipeline));
    }

    /** How many models are kept. */
    public int count() {
        return all().size();
    }

    /** Keeps a model, once: all of it, or nothing. */
    void keep(Registration registration, Path model, Instant now) {
        forget(registration);
        Path kept = folder.resolve(
                TIME.format(now) + "-" + registration.modelSha256().substring(0, 8));
        Path unfinished = folder.resolve("." + kept.getFileName());
        try {
            FileUtils.deleteDirectory(unfinished.toFile());
            FileUtils.copyDirectory(model.toFile(), unfinished.resolve(MODEL).toFile());
            JsonFile.write(unfinished.resolve(REGISTRATION), new Kept(now, registration));
            Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the model in " + kept, e);
        }
    }

    /** Hands in all that is kept, the oldest first, each as challenger; what is handed in is no longer kept. */
    public List<HandedIn> handIn(Tracking tracking) {
        List<HandedIn> done = new ArrayList<>();
        for (Path kept : all()) {
            done.add(handIn(kept, tracking));
            delete(kept);
        }
        return done;
    }

    private static HandedIn handIn(Path kept, Tracking tracking) {
        Kept what = read(kept);
        Registration registration = what.registration();
        ModelFolder.open(kept.resolve(MODEL)); // refused if it is not what was kept
        Optional<ModelVersion> known = registration.known(tracking);
        ModelVersion version = known.orElseGet(() -> registration.handIn(tracking, kept.resolve(MODEL)));
        registration.describe(tracking, version);
        if (isNewest(version, tracking)) {
            tracking.setAlias(version.model(), Aliases.CHALLENGER, version.version());
        }
        return new HandedIn(
                version.model(), version.version(), registration.modelSha256(), what.keptAt(), known.isEmpty());
    }

    private static boolean isNewest(ModelVersion version, Tracking tracking) {
        return tracking.byAlias(version.model(), Aliases.CHALLENGER)
                .map(challenger -> challenger.version() < version.version())
                .orElse(true);
    }

    /** Keeps a model no longer: it is registered, or kept anew. */
    void forget(Registration registration) {
        all().stream()
                .filter(kept -> read(kept).registration().identity().equals(registration.identity()))
                .forEach(PendingRegistrations::delete);
    }

    private List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static Kept read(Path kept) {
        return JsonFile.read(kept.resolve(REGISTRATION), Kept.class);
    }

    private static void delete(Path kept) {
        try {
            FileUtils.deleteDirectory(kept.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + kept, e);
        }
    }
}

package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the tables and models are that a pipeline's files in this checkout stand for: dvc.lock, the pointers to tables,
 * the model folder. Compared with those of another environment, all would seem to have changed, and a run would put the
 * other's in their place.
 *
 * @param warehouse as params name it
 * @param tracking likewise
 */
record Place(String warehouse, String tracking) {

    static Place of(Pipeline pipeline) {
        return new Place(
                pipeline.platform().warehouse(), TrackingStore.of(pipeline).shown());
    }

    /**
     * That the files stand for what is at the place that params now name, as far as is known.
     *
     * @throws Refusal if they stand for what is elsewhere
     */
    static void require(Pipeline pipeline) {
        if (!Files.isRegularFile(file(pipeline)) || !hasFiles(pipeline.folder())) {
            return;
        }
        Place known = JsonFile.read(file(pipeline), Place.class);
        Place meant = of(pipeline);
        if (!known.in(pipeline.home()).equals(meant.in(pipeline.home()))) {
            throw Refusal.mistake(
                    "pipeline.other-place",
                    "Cannot use %s with %s: dvc.lock, tables/ and model/ of this checkout stand for %s."
                            .formatted(pipeline.name(), meant.words(), known.words()),
                    "Give each environment a clone of its own, or start over here: delete dvc.lock and tables/ in pipelines/%s."
                            .formatted(pipeline.name()));
        }
    }

    /** Writes down that the files stand for what is there. */
    void keep(Pipeline pipeline) {
        JsonFile.write(file(pipeline), this);
    }

    /** However they are written. */
    private Place in(Path home) {
        return new Place(located(home, warehouse), located(home, tracking));
    }

    private static String located(Path home, String place) {
        return Platform.isUri(place)
                ? place.replaceFirst("/+$", "")
                : home.resolve(place).normalize().toString();
    }

    private static boolean hasFiles(Path folder) {
        return Files.exists(folder.resolve("dvc.lock")) || Files.exists(folder.resolve("tables"));
    }

    private static Path file(Pipeline pipeline) {
        return pipeline.home().resolve("data").resolve("places").resolve(pipeline.name() + ".json");
    }

    private String words() {
        return "tables in %s and models in %s".formatted(warehouse, tracking);
    }
}

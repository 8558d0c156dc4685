package dev.waybill.common.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Anomaly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An isolation forest as files: {@code forest.json}, its trees, and {@code waybill.json}, all else. */
public final class ForestFolder {

    private static final String FOREST = "forest.json";

    private record Description(
            Family family,
            List<Input> inputs,
            List<Float> usual,
            List<Float> spread,
            double threshold,
            Anomaly params,
            Lineage lineage,
            Map<String, String> sha256) {}

    private ForestFolder() {}

    /** Replaces a folder by this model: complete, or not at all. */
    public static ForestModel write(Path folder, ForestModel model) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(FOREST, (JsonFile.line(model.forest()) + "\n").getBytes(StandardCharsets.UTF_8));
        files.put(
                MlflowFiles.MLMODEL,
                OwnFlavor.mlmodel("isolation-forest", FOREST, model.provenance())
                        .getBytes(StandardCharsets.UTF_8));
        SignedFolder.write(
                folder,
                files,
                sha256 -> JsonFile.text(new Description(
                        Family.isolation_forest,
                        model.inputs(),
                        model.usual(),
                        model.spread(),
                        model.threshold(),
                        model.params(),
                        Lineage.of(model.provenance()),
                        sha256)));
        return read(folder);
    }

    static ForestModel read(Path folder) {
        Description description = JsonFile.read(folder.resolve(SignedFolder.DESCRIPTION), Description.class);
        SignedFolder.requireUnchanged(folder, description.sha256());
        return new ForestModel(
                description.inputs(),
                description.usual(),
                description.spread(),
                forest(folder.resolve(FOREST)),
                description.threshold(),
                description.params(),
                description.lineage().provenance(),
                SignedFolder.sha256(folder.resolve(FOREST)));
    }

    private static IsolationForest forest(Path file) {
        try {
            return JsonFile.JSON.readValue(SignedFolder.bytes(file), IsolationForest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the forest " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}

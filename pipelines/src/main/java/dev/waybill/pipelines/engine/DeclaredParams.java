package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.conf.YamlFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.Stage.ParamsFile;
import java.nio.file.Path;

/** The params that stages say they depend on must be there, as DVC demands too. */
final class DeclaredParams {

    private DeclaredParams() {}

    static void check(Path home, Stage stage) {
        for (ParamsFile params : stage.params()) {
            YamlFile file = YamlFile.read(home, params.path());
            params.keys().forEach(key -> require(file, key, stage));
        }
    }

    private static void require(YamlFile file, String key, Stage stage) {
        JsonNode at = file.tree();
        for (String word : key.split("\\.", -1)) {
            at = at.path(word);
        }
        if (at.isMissingNode()) {
            throw Refusal.mistake(
                    "dvc.missing-params",
                    "Cannot run stage '%s' (%s): '%s' is missing from %s."
                            .formatted(stage.name(), stage.place(), key, file.name()),
                    "Add it there, or remove it from the stage's params.");
        }
    }
}

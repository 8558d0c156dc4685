package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.LiveTables;
import dev.waybill.common.table.Pointer;
import dev.waybill.pipelines.dvc.Cmd;
import dev.waybill.pipelines.dvc.LockEntry;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {

    private static final Cmd TRAIN = Cmd.of("./waybill job train -p demo");

    @TempDir
    Path home;

    @Test
    void findsNothingWhereNothingChanged() {
        assertThat(words(stage(false, false), locked("a", 6, "m"), locked("a", 6, "m")))
                .isEqualTo("up to date");
    }

    @Test
    void namesAllThatChanged() {
        LockedStage before = new LockedStage(
                Cmd.of("python train.py"), List.of(entry("src", "a")), params(6), List.of(entry("model", "m")));
        assertThat(words(stage(false, false), before, locked("b", 8, "n")))
                .isEqualTo("cmd changed; src changed; params model.max_depth 6 -> 8; output model changed");
    }

    @Test
    void namesWhatIsMissingAndWhatIsNew() {
        LockedStage nothing = new LockedStage(TRAIN, List.of(), Map.of(), List.of());
        assertThat(words(stage(false, false), locked("a", 6, "m"), nothing))
                .isEqualTo("src is missing; params model.max_depth is missing; output model is missing");
        assertThat(words(stage(false, false), nothing, locked("a", 6, "m")))
                .isEqualTo("src is a new dependency; params model.max_depth is new; output model is a new output");
    }

    @Test
    void saysOfAStageThatNeverRanWhatItWouldMiss() {
        LockedStage nothing = new LockedStage(TRAIN, List.of(), Map.of(), List.of());
        assertThat(words(stage(false, false), Optional.empty(), nothing, false)).isEqualTo("never ran; src is missing");
        assertThat(words(stage(false, false), Optional.empty(), nothing, true)).isEqualTo("never ran");
    }

    @Test
    void runsAnAlwaysChangedStageAlways() {
        assertThat(words(stage(false, true), locked("a", 6, "m"), locked("a", 6, "m")))
                .isEqualTo("always runs");
    }

    @Test
    void looksOnlyAtCommandAndOutputsOfAFrozenStage() {
        assertThat(words(stage(true, true), locked("a", 6, "m"), locked("b", 8, "m")))
                .isEqualTo("up to date");
        assertThat(words(stage(true, false), locked("a", 6, "m"), locked("b", 8, "n")))
                .isEqualTo("output model changed");
    }

    @Test
    void saysByHowMuchATableChangedWhoseOldPointerItKnows() {
        Path file = home.resolve("demo/tables/features.json");
        JsonFile.write(home.resolve("past/x12.json"), pointer(12, 1_000, 31));
        JsonFile.write(file, pointer(13, 32_204, 33));
        Stage stage = new Stage(
                "train",
                "dvc.yaml:1",
                TRAIN,
                home,
                List.of(new Dep("features.json", file)),
                List.of(),
                List.of(),
                Optional.empty(),
                false,
                false,
                MissingNode.getInstance());
        LockedStage before = new LockedStage(TRAIN, List.of(entry("features.json", "x12")), Map.of(), List.of());
        LockedStage now = new LockedStage(TRAIN, List.of(entry("features.json", "x13")), Map.of(), List.of());

        assertThat(words(stage, before, now)).isEqualTo("table features 12 -> 13 (+31,204 rows, +2 files)");
        LockedStage older = new LockedStage(TRAIN, List.of(entry("features.json", "x11")), Map.of(), List.of());
        assertThat(words(stage, older, now)).isEqualTo("table features changed");
    }

    private String words(Stage stage, LockedStage before, LockedStage now) {
        return words(stage, Optional.of(before), now, false);
    }

    private String words(Stage stage, Optional<LockedStage> before, LockedStage now, boolean isMade) {
        TablePointers tables = new TablePointers(
                home.resolve("demo"), home.resolve("past"), new LiveTables(home.toString(), Map.of()));
        return new StageStatus("train", new Changes(stage, now, tables, dep -> isMade).since(before)).words();
    }

    private Stage stage(boolean frozen, boolean alwaysChanged) {
        return new Stage(
                "train",
                "dvc.yaml:1",
                TRAIN,
                home,
                List.of(new Dep("src", home.resolve("src"))),
                List.of(new ParamsFile("params.yaml", home.resolve("params.yaml"), List.of("model.max_depth"))),
                List.of(new Out("model", home.resolve("model"), Kind.outs, false, false)),
                Optional.empty(),
                frozen,
                alwaysChanged,
                MissingNode.getInstance());
    }

    private static LockedStage locked(String source, int depth, String model) {
        return new LockedStage(TRAIN, List.of(entry("src", source)), params(depth), List.of(entry("model", model)));
    }

    private static Map<String, Map<String, JsonNode>> params(int depth) {
        return Map.of("params.yaml", Map.of("model.max_depth", IntNode.valueOf(depth)));
    }

    private static LockEntry entry(String path, String md5) {
        return new LockEntry(path, md5, 1, OptionalLong.empty(), false);
    }

    private static Pointer pointer(long version, long rows, int files) {
        return new Pointer("features", "id", version, OptionalLong.of(rows), files, "f", "c");
    }
}

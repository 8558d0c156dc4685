package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.Jobs;
import dev.waybill.pipelines.dvc.Cmd;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {

    private static final Optional<LocalDate> NIGHT = Optional.of(LocalDate.of(2024, 2, 26));
    private static final LockedStage BEFORE =
            new LockedStage(Cmd.of("./waybill job promote -p parcels"), List.of(), Map.of(), List.of());

    @TempDir
    private Path folder;

    private Stage stage;

    @BeforeEach
    void declare() {
        TestHome.at(folder).dvc("""
                stages:
                  promote:
                    wdir: ../..
                    cmd: ./waybill job promote -p parcels
                """);
        stage = Pipeline.load(folder, "parcels", "dev", List.of(), Jobs::all)
                .graph()
                .ordered()
                .get(0);
    }

    @Test
    void goesOnWithWhatWasBrokenOff() {
        String first = attempts("run-1").begin(stage, BEFORE, NIGHT).id();
        assertThat(attempts("run-2").begin(stage, BEFORE, NIGHT).id()).isEqualTo(first);
        attempts("run-2").end(stage);
        assertThat(attempts("run-2").begin(stage, BEFORE, NIGHT).id()).isNotEqualTo(first);
    }

    /** Otherwise the second night's decision would be taken for the first one's, which is in its table already. */
    @Test
    void areOthersForTheNightsOfOneRun() {
        Attempts attempts = attempts("run-1");
        String first = attempts.begin(stage, BEFORE, NIGHT).id();
        attempts.end(stage);
        assertThat(attempts.begin(stage, BEFORE, NIGHT.map(date -> date.plusDays(1)))
                        .id())
                .isNotEqualTo(first);
    }

    private Attempts attempts(String runId) {
        return new Attempts(folder.resolve("attempts"), runId);
    }
}

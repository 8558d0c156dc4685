package dev.waybill.pipelines.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.pipelines.night.NightReport.Promotion;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NightTest {

    private static final LocalDate DATE = LocalDate.of(2024, 3, 7);

    @TempDir
    private Path folder;

    /** The date keeps the scores of the model that was in charge of it; where there was none, it has those of the first. */
    @ParameterizedTest
    @CsvSource({"0, 13", "3, 13"})
    void brokenOffAfterAnyStepEndsAsIfItHadNot(int inCharge, int steps) {
        MadeUpProduction undisturbed = new MadeUpProduction(inCharge);
        NightReport expected = night(undisturbed, "undisturbed").run();
        assertThat(undisturbed.ran).hasSize(steps);
        assertThat(undisturbed.published).contains(Math.max(1, inCharge));
        for (int step = 1; step <= steps; step++) {
            MadeUpProduction stopped = new MadeUpProduction(inCharge);
            stopped.stopAfter(step);
            String name = "stopped-" + step;
            assertThatExceptionOfType(MadeUpProduction.Stop.class)
                    .isThrownBy(() -> night(stopped, name).run());
            NightReport again = night(stopped, name).run();
            assertThat(again.complete()).isTrue();
            assertThat(again.scored()).as(name).isEqualTo(expected.scored());
            assertThat(again.retraining()).as(name).isEqualTo(expected.retraining());
            assertThat(again.decision().map(Promotion::promoted)).as(name).contains(true);
            assertThat(stopped.published).as(name).isEqualTo(undisturbed.published);
            assertThat(stopped.decisions).as(name).isEqualTo(1);
        }
    }

    /** A night that is killed writes nothing more. */
    @Test
    void hasWrittenWhatItDecidedBeforeItGoesOn() {
        MadeUpProduction production = new MadeUpProduction(3);
        NightFiles files = new NightFiles(folder.resolve("nights"));
        List<Optional<Promotion>> written = new ArrayList<>();
        Night.Steps watched = (job, date) -> {
            written.add(files.read(DATE).flatMap(NightReport::decision));
            return production.run(job, date);
        };
        new Night("made-up", DATE, "run", watched, files, true).run();
        int promote = production.ran.indexOf("promote");
        assertThat(written.get(promote)).isEmpty();
        assertThat(written.get(promote + 1)).isPresent();
    }

    @Test
    void onceCompleteTakesInWhatCameAndDecidesNothingAnew() {
        MadeUpProduction production = new MadeUpProduction(3);
        night(production, "nights").run();
        production.ran.clear();
        NightReport again = night(production, "nights").run();
        assertThat(production.ran)
                .containsExactly(
                        "prepare", "feature-engineer", "outcomes", "recalibrate", "drift-report", "publish-features");
        assertThat(again.scored()).contains("made-up/3");
    }

    @Test
    void ofADateWhoseRowsComeAfterItIsScoredWhenItRunsOnceMore() {
        MadeUpProduction production = new MadeUpProduction(3);
        production.rows(false);
        assertThat(night(production, "nights").run().scored()).isEqualTo(Optional.empty());
        production.rows(true);
        assertThat(night(production, "nights").run().scored()).contains("made-up/4");
    }

    private Night night(MadeUpProduction production, String name) {
        return new Night("made-up", DATE, "run", production, new NightFiles(folder.resolve(name)), true);
    }
}

package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 1 is the good model, of which the figures are, version 2 a weak one. */
class ChampionChangeTest {

    /** What a change does after its row is there, in order; each can be made to fail, some by a trigger of the database. */
    private enum Step {
        receipt,
        page,
        version_tag("model_version_tags", "key = 'waybill.promotion'"),
        run_tag("tags", "key = 'waybill.promotion_reason'"),
        previous("registered_model_aliases", "alias = 'previous'"),
        champion("registered_model_aliases", "alias = 'champion'"),
        champion_file;

        private final String table;
        private final String row;

        Step() {
            this("", "");
        }

        Step(String table, String row) {
            this.table = table;
            this.row = row;
        }
    }

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void registerTwo() throws IOException {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
        byte[] figures = Files.readAllBytes(pipeline.workspace().metrics("evaluate"));
        pipeline.run(new Train(), "model.num_round=4", "model.max_depth=2");
        pipeline.run(new Evaluate(), "evaluate.importance-rows=2");
        pipeline.run(new Register());
        Files.write(pipeline.workspace().metrics("evaluate"), figures);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void aPromotionBrokenOffAnywhereIsCompletedByTheNextRun() throws IOException, SQLException {
        alias("challenger", 1);
        long completed = 0;
        for (Step step : Step.values()) {
            alias("champion", 2);
            pipeline.tracking().removeAlias("tiny", "previous");
            JobContext attempt = pipeline.context();
            breaksOff(
                    step, () -> new Promote().run(pipeline.bind(Promote.Params.class), attempt.during("run/" + step)));
            Receipt receipt =
                    new Promote().run(pipeline.bind(Promote.Params.class), later(attempt.during("run/" + step)));
            assertThat(receipt.decision()).isEqualTo(Decision.promoted);
            assertInPlace(1, 2);
            assertReceiptIsTheRows();
            assertThat(decisions("promoted")).isEqualTo(++completed);
        }
    }

    @Test
    void aRollbackBrokenOffAnywhereIsCompletedByTheSameCommand() throws IOException, SQLException {
        long completed = 0;
        for (Step step : Step.values()) {
            pipeline.run(byHand(2, "to begin with " + step));
            alias("previous", 1);
            breaksOff(step, () -> pipeline.run(rollback(Optional.empty())));
            Receipt receipt = pipeline.run(new Rollback(Optional.empty(), "in other words", "bob"));
            assertThat(rollback(Optional.empty()).summary(receipt))
                    .isEqualTo(
                            step == Step.champion_file
                                    ? "tiny/1 is champion already"
                                    : "tiny/1 is champion again, before it was 2");
            assertInPlace(1, 2);
            assertReceiptIsTheRows();
            Receipt again = pipeline.run(rollback(Optional.empty()));
            assertThat(again.decision()).isEqualTo(Decision.unchanged);
            assertInPlace(1, 2);
            assertThat(decisions("rolled_back")).isEqualTo(++completed);
        }
    }

    private static JobContext later(JobContext context) {
        return context.at(Clock.offset(context.clock(), Duration.ofHours(1)));
    }

    /** Fails at a step, with one champion before and after. */
    private void breaksOff(Step step, Supplier<Receipt> run) throws IOException, SQLException {
        Path file = file(step);
        if (!step.table.isEmpty()) {
            sql("create trigger broken_off before insert on %s when new.%s begin select raise(abort, 'broken off'); end"
                    .formatted(step.table, step.row));
        } else {
            FileUtils.deleteQuietly(file.toFile());
            Files.createDirectories(file.resolve("in the way"));
        }
        assertThatThrownBy(run::get)
                .as("at %s", step)
                .hasStackTraceContaining(
                        step.table.isEmpty() ? file.getFileName().toString() : "broken off");
        assertThat(champions()).isEqualTo(1);
        FileUtils.deleteQuietly(file.toFile());
        sql("drop trigger if exists broken_off");
    }

    private Path file(Step step) {
        return switch (step) {
            case receipt -> pipeline.workspace().metrics("promote");
            case page -> pipeline.workspace().report("promote.html");
            case champion_file -> Artifact.CHAMPION.in(pipeline.workspace());
            case version_tag, run_tag, previous, champion -> home.resolve("nothing");
        };
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("mlflow/mlflow.db"));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void whatWasRolledBackFromIsOnlyPromotedByHand() {
        pipeline.run(byHand(2, "the only one that is ready"));
        alias("challenger", 1);
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.promoted);
        assertThat(pipeline.run(rollback(Optional.of(2))).champion()).hasValue(1);
        assertInPlace(2, 1);

        Receipt refused = pipeline.run(new Promote());
        assertThat(refused.decision()).isEqualTo(Decision.refused);
        assertThat(refused.reason())
                .isEqualTo(
                        "it was rolled back from on 2020-03-20 (why); ./waybill models promote 1 -p tiny --reason \"..\""
                                + " puts it back");
        assertInPlace(2, 1);

        Receipt back = pipeline.run(byHand(1, "it was the weather"));
        assertThat(back.decision()).isEqualTo(Decision.promoted);
        assertThat(back.rule()).hasValue(Rule.by_hand);
        assertThat(back.decidedBy()).hasValue("ann");
        assertInPlace(1, 2);
        assertThat(pipeline.run(byHand(1, "it was the weather")).decision()).isEqualTo(Decision.unchanged);
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.unchanged);
        assertThat(pipeline.tables()
                        .read("promotions")
                        .where("decision = 'rolled_back' and champion_version = 1 and decided_by = 'ann'")
                        .count())
                .isEqualTo(1);
        alias("champion", 2);
        assertThat(pipeline.run(new Promote()).decision())
                .as("no longer kept out")
                .isEqualTo(Decision.promoted);
    }

    @Test
    void refusesWhatCannotBeDone() throws IOException {
        refused("Cannot roll tiny back: it has no champion. Run ./waybill repro -p tiny first.", Optional.empty());
        pipeline.run(byHand(1, "the first"));
        refused(
                "Cannot roll tiny/1 back: no version was champion before it. Name one with --to: ./waybill models -p tiny"
                        + " lists them.",
                Optional.empty());
        refused("Cannot find version '7' of tiny. There are 2, 1.", Optional.of(7));
        refused(
                "Cannot make tiny/1 champion: it is that already. Name another version: ./waybill models -p tiny lists"
                        + " them.",
                Optional.of(1));
        assertThatThrownBy(() -> byHand(2, " "))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot change the champion without a reason: the receipt is to tell later readers why. Give"
                                + " one with --reason \"..\".");
        Path booster = pipeline.tracking()
                .download(pipeline.tracking().byAlias("tiny", "challenger").orElseThrow())
                .resolve("model.ubj");
        Files.delete(booster);
        assertThatThrownBy(() -> pipeline.run(rollback(Optional.of(2))))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "Cannot load \\Q%s\\E: its SHA-256 is none, the file is missing, but .*".formatted(booster));
        assertThat(decisions("rolled_back")).isZero();
    }

    private void refused(String message, Optional<Integer> to) {
        assertThatThrownBy(() -> pipeline.run(rollback(to)))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
    }

    private static Rollback rollback(Optional<Integer> to) {
        return new Rollback(to, "why", "ann");
    }

    private static HandPromotion byHand(int version, String reason) {
        return new HandPromotion(version, reason, "ann");
    }

    private void alias(String alias, int version) {
        pipeline.tracking().setAlias("tiny", alias, version);
    }

    private void assertInPlace(int champion, int previous) {
        assertThat(champions()).isEqualTo(1);
        assertThat(pipeline.tracking().byAlias("tiny", "champion").map(ModelVersion::version))
                .hasValue(champion);
        assertThat(pipeline.tracking().byAlias("tiny", "previous").map(ModelVersion::version))
                .hasValue(previous);
        assertThat(JsonFile.read(Artifact.CHAMPION.in(pipeline.workspace()), JsonNode.class)
                        .get("version")
                        .asInt())
                .isEqualTo(champion);
    }

    /** Who finds a receipt finds the decision that the table has, made at that time by that run. */
    private void assertReceiptIsTheRows() throws IOException {
        String row = pipeline.tables()
                .read("promotions")
                .orderBy(functions.col("number").desc())
                .first()
                .getAs("receipt");
        assertThat(pipeline.workspace().metrics("promote")).hasContent(row);
    }

    private long champions() {
        return pipeline.tracking().versions("tiny").stream()
                .filter(version -> version.aliases().contains("champion"))
                .count();
    }

    private long decisions(String decision) {
        return pipeline.tables().exists("promotions")
                ? pipeline.tables()
                        .read("promotions")
                        .where("decision = '" + decision + "' and rule = '"
                                + (decision.equals("promoted") ? "superior" : "by_hand") + "'")
                        .count()
                : 0;
    }
}

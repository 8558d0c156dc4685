package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.register.Register;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {

    @TempDir
    private Path home;

    private TinyPipeline pipeline;
    private Path features = Path.of("");

    @BeforeEach
    void register() {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
        features = home.resolve("warehouse/tiny").resolve(FeatureTable.NAME);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void isTheSameFromTheVersionOfTheTableThenWhateverTheTableAndParamsAreNow() {
        Dataset<Row> now = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables().overwriteByDate(FeatureTable.NAME, now.withColumn("hour", functions.lit(3)));

        Reproduction reproduction = Reproduction.of(registered(), pipeline.context());

        assertThat(reproduction.same()).isTrue();
        assertThat(reproduction.modelSha256Now()).isEqualTo(reproduction.modelSha256());
        assertThat(reproduction.changed()).isEmpty();
        assertThat(reproduction.features().version()).isZero();
    }

    @Test
    void saysWhatHasChangedSince() throws IOException {
        Path description = pipeline.tracking().download(registered()).resolve("waybill.json");
        String text = Files.readString(description);
        writeSigned(
                description,
                JsonFile.JSON.readTree(text).at("/sha256/waybill.json").asText(),
                text.replaceFirst("\"xgboost\" : \"[^\"]*\"", "\"xgboost\" : \"1.0.0\"")
                        .replaceFirst("\"eta\" : 0.4", "\"eta\" : 0.3"));

        Reproduction reproduction = Reproduction.of(registered(), pipeline.context());

        assertThat(reproduction.same()).isFalse();
        assertThat(reproduction.changed())
                .containsExactly(Map.entry("xgboost", new Reproduction.Change("1.0.0", "3.2.0")));
    }

    @Test
    void refusesWhereTheFilesOfTheVersionWereVacuumed() throws IOException {
        try (DirectoryStream<Path> days = Files.newDirectoryStream(features, "event_date=*")) {
            for (Path day : days) {
                FileUtils.deleteDirectory(day.toFile());
            }
        }
        refused(
                "reproduce.rows-gone",
                "Cannot reproduce tiny/1: version 0 of table features, which it was trained on, is no longer there whole."
                        + " It was vacuumed or cleaned up: keep versions longer, by delta.deletedFileRetentionDuration"
                        + " and delta.logRetentionDuration of the table.");
    }

    @Test
    void refusesWhereTheTableWasMadeAnew() throws IOException {
        Dataset<Row> rows = pipeline.tables().read(FeatureTable.NAME).localCheckpoint();
        FileUtils.deleteDirectory(features.toFile());
        pipeline.tables().overwriteByDate(FeatureTable.NAME, rows);
        assertThatThrownBy(() -> Reproduction.of(registered(), pipeline.context()))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "Cannot reproduce tiny/1: it was trained on table features with id [0-9a-f-]+, but the"
                                + " one there now has id [0-9a-f-]+\\. Restore the table from a backup, or point warehouse at"
                                + " where it is\\.");
    }

    /** As whoever trained it would have: the file's own SHA-256 is that of its text with zeros in this place. */
    private static void writeSigned(Path description, String signature, String text) throws IOException {
        String unsigned = text.replace(signature, "0".repeat(64));
        Files.writeString(description, text.replace(signature, DigestUtils.sha256Hex(unsigned)));
    }

    private ModelVersion registered() {
        return pipeline.tracking().versions("tiny").get(0);
    }

    private void refused(String code, String message) {
        assertThatThrownBy(() -> Reproduction.of(registered(), pipeline.context()))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}

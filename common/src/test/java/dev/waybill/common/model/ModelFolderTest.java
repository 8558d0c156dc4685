package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Offsets;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.TableVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {

    @TempDir
    private Path home;

    private Path folder;
    private Booster booster;
    private TrainedModel written;

    @BeforeEach
    void write() throws XGBoostError {
        folder = home.resolve("a model");
        booster = TinyBooster.train(1);
        written = write(booster);
    }

    private TrainedModel write(Booster model) {
        return write(model, Optional.empty());
    }

    private TrainedModel write(Booster model, Optional<Calibration> calibration) {
        return ModelFolder.write(
                folder,
                TrainedModel.of(model, TinyBooster.INPUTS, "eta_minutes", TinyBooster.provenance(), calibration),
                new InputExample(List.of(Arrays.asList(7, "south", true), Arrays.asList(23, null, false))));
    }

    @Test
    void readsWhatItWrote() throws XGBoostError {
        TrainedModel read = ModelFolder.read(folder);
        float[] numbers = {7, 1, 0, 23, Float.NaN, 1};
        assertThat(read.booster().inplace_predict(numbers, 2, 3, Float.NaN))
                .isDeepEqualTo(booster.inplace_predict(numbers, 2, 3, Float.NaN));
        assertThat(read.inputs()).isEqualTo(TinyBooster.INPUTS);
        assertThat(read.label()).isEqualTo("eta_minutes");
        assertThat(read.provenance()).isEqualTo(TinyBooster.provenance());
        assertThat(read.sha256()).isEqualTo(written.sha256());
    }

    @Test
    void readsTheCalibrationThatItWrote() {
        Calibration calibration = calibration();
        write(booster, Optional.of(calibration));
        Calibration read = ModelFolder.read(folder).calibration().orElseThrow();
        assertThat(read.intervals()).isEqualTo(calibration.intervals());
        assertThat(read.widths()).isEqualTo(calibration.widths());
        assertThat(read.range()).isEqualTo(calibration.range());
        assertThat(read.profile()).isEqualTo(calibration.profile());
        assertThat(TrainedModel.bytes(read.scale())).isEqualTo(TrainedModel.bytes(calibration.scale()));
    }

    private Calibration calibration() {
        Offsets all = new Offsets(500, List.of(-2.0, -1.0, 0.1, 1.0, 2.5));
        Offsets north = new Offsets(300, List.of(-1.0, -0.5, 0.0, 0.5, 1.0));
        return new Calibration(
                booster,
                new Intervals("a day", List.of("place"), all, north, new TreeMap<>(Map.of("north", north))),
                new Widths(List.of(1.0, 2.5), 250, false),
                new LabelRange(0, Double.POSITIVE_INFINITY),
                List.of(),
                new OodProfile(
                        List.of(new OodProfile.Numeric("hour", 0, 0, 23, 11.5, 6.9, 3)),
                        List.of(List.of(1.0)),
                        9.5,
                        List.of(new OodProfile.Present("rain", 2))));
    }

    /** Nothing of it is in the folder of a model without limits, which is the model that it was before there were any. */
    @Test
    void keepsHowLikelyLimitsAreWhereThereAreSome() throws IOException {
        Calibration calibration = calibration();
        TrainedModel without = write(booster, Optional.of(calibration));
        assertThat(folder.resolve("waybill.json")).content().doesNotContain("within");
        assertThat(folder.resolve("MLmodel")).content().contains("loader_module: waybill_model\n");
        assertThat(folder.resolve("code")).isDirectoryNotContaining("glob:**within.py");

        List<Limit> limits = List.of(
                new Limit(1, 500, 50, CalibratorFit.level(50, 500)),
                new Limit(7.5, 500, 100, CalibratorFit.level(100, 500)));
        TrainedModel with = write(booster, Optional.of(limited(calibration, limits)));
        assertThat(ModelFolder.read(folder).calibration().orElseThrow().within())
                .isEqualTo(limits);
        assertThat(with.id()).isEqualTo(ModelFolder.read(folder).id()).isNotEqualTo(without.id());
        assertThat(write(booster, Optional.of(limited(calibration, limits.subList(0, 1))))
                        .id())
                .isNotEqualTo(with.id());
        assertThat(folder.resolve("MLmodel"))
                .content()
                .contains("loader_module: waybill_within\n", "\"name\": \"eta_minutes_within_1\"");
        assertThat(folder.resolve("code/waybill_within.py")).isNotEmptyFile();
    }

    private static Calibration limited(Calibration calibration, List<Limit> limits) {
        return new Calibration(
                calibration.scale(),
                calibration.intervals(),
                calibration.widths(),
                calibration.range(),
                limits,
                calibration.profile());
    }

    /** What version 0.1 wrote: widths with the intervals, no shared offsets, no range, nothing about what is missing. */
    @Test
    void readsTheFolderOfAnOlderWaybill() throws IOException {
        write(booster, Optional.of(calibration()));
        Path file = folder.resolve("waybill.json");
        ObjectNode older = (ObjectNode) JsonFile.JSON.readTree(file.toFile());
        ((ObjectNode) older.get("intervals")).set("widths", older.get("widths").get("percentiles"));
        ((ObjectNode) older.get("intervals")).remove("others");
        ((ObjectNode) older.get("profile")).remove("present");
        older.remove(List.of("widths", "range"));
        ((ObjectNode) older.get("sha256")).put("waybill.json", "0".repeat(64));
        String unsigned = JsonFile.text(older) + "\n";
        Files.writeString(file, unsigned.replace("0".repeat(64), DigestUtils.sha256Hex(unsigned)));

        Calibration read = ModelFolder.read(folder).calibration().orElseThrow();
        assertThat(read.intervals().others()).isEqualTo(read.intervals().all());
        assertThat(read.widths()).isEqualTo(new Widths(List.of(1.0, 2.5), 0, false));
        assertThat(read.range()).isEqualTo(LabelRange.UNBOUNDED);
        assertThat(read.profile().present()).isEmpty();
    }

    @Test
    void goesByTheSha256OfTheBooster() throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("model.ubj")));
        assertThat(written.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    void theSameModelHasTheSameIdWhereverAndWheneverItWasTrained() {
        Calibration calibration = calibration();
        TrainedModel model = model(booster, TinyBooster.INPUTS, "0123456789ab", Optional.of(calibration));
        Provenance provenance = TinyBooster.provenance();
        Provenance elsewhere = new Provenance(
                "run-2",
                Instant.parse("2021-03-20T04:05:06Z"),
                "4567def",
                new TableVersion("features", "other", 9),
                provenance.featureSetVersion(),
                provenance.task(),
                provenance.key(),
                provenance.split(),
                provenance.params(),
                Map.of("xgboost", "3.2.1"));
        assertThat(write(booster, Optional.of(calibration)).id()).isEqualTo(model.id());
        assertThat(ModelFolder.read(folder).id()).isEqualTo(model.id());
        assertThat(TrainedModel.of(booster, model.inputs(), model.label(), elsewhere, model.calibration())
                        .id())
                .isEqualTo(model.id());
    }

    @Test
    void whateverPredictionsIntervalsOrFlagsDependOnMakesAnotherModel() throws XGBoostError {
        Calibration calibration = calibration();
        Booster otherTrees = TinyBooster.train(2);
        List<Input> otherCodes = List.of(
                TinyBooster.INPUTS.get(0),
                Input.categorical("place", List.of("north", "south"), List.of(0f, 2f), 1f),
                TinyBooster.INPUTS.get(2));
        Widths otherWidths = new Widths(List.of(1.0, 3.5), 250, false);
        OodProfile otherLimit = new OodProfile(
                calibration.profile().numerics(),
                calibration.profile().whitening(),
                9.6,
                calibration.profile().present());
        Intervals otherIntervals = new Intervals(
                "a day",
                List.of("place"),
                calibration.intervals().all(),
                calibration.intervals().all(),
                calibration.intervals().byGroup());
        String set = "0123456789ab";
        List<Input> inputs = TinyBooster.INPUTS;
        assertThat(Stream.of(
                                model(booster, inputs, set, Optional.of(calibration)),
                                model(otherTrees, inputs, set, Optional.of(calibration)),
                                model(booster, otherCodes, set, Optional.of(calibration)),
                                model(booster, inputs, "ba9876543210", Optional.of(calibration)),
                                model(booster, inputs, set, Optional.empty()),
                                with(calibration, otherTrees, calibration.range()),
                                with(calibration, booster, LabelRange.UNBOUNDED),
                                calibrated(calibration, otherIntervals, calibration.widths(), calibration.profile()),
                                calibrated(calibration, calibration.intervals(), otherWidths, calibration.profile()),
                                calibrated(calibration, calibration.intervals(), calibration.widths(), otherLimit))
                        .map(TrainedModel::id))
                .doesNotHaveDuplicates();
    }

    private TrainedModel with(Calibration calibration, Booster scale, LabelRange range) {
        return model(
                booster,
                TinyBooster.INPUTS,
                "0123456789ab",
                Optional.of(new Calibration(
                        scale,
                        calibration.intervals(),
                        calibration.widths(),
                        range,
                        calibration.within(),
                        calibration.profile())));
    }

    private TrainedModel calibrated(Calibration calibration, Intervals intervals, Widths widths, OodProfile profile) {
        return model(
                booster,
                TinyBooster.INPUTS,
                "0123456789ab",
                Optional.of(new Calibration(
                        calibration.scale(), intervals, widths, calibration.range(), calibration.within(), profile)));
    }

    private static TrainedModel model(
            Booster trees, List<Input> inputs, String featureSet, Optional<Calibration> calibration) {
        Provenance provenance = TinyBooster.provenance();
        return TrainedModel.of(
                trees,
                inputs,
                "eta_minutes",
                new Provenance(
                        provenance.runId(),
                        provenance.trainedAt(),
                        provenance.gitCommit(),
                        provenance.features(),
                        featureSet,
                        provenance.task(),
                        provenance.key(),
                        provenance.split(),
                        provenance.params(),
                        provenance.versions()),
                calibration);
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        byte[] first = Files.readAllBytes(folder.resolve("waybill.json"));
        write(booster);
        assertThat(Files.readAllBytes(folder.resolve("waybill.json"))).isEqualTo(first);
    }

    @Test
    void replacesAModelWhole() throws IOException, XGBoostError {
        Files.writeString(folder.resolve("left over"), "");
        TrainedModel other = write(TinyBooster.train(2));
        assertThat(other.sha256()).isNotEqualTo(written.sha256());
        assertThat(folder).isDirectoryNotContaining("glob:**left over");
        assertThat(home).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.ubj", "MLmodel", "requirements.txt", "input_example.json", "code/waybill_model.py"})
    void refusesAFileWithOneByteChanged(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        String before = sha256(name);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        String now = DigestUtils.sha256Hex(bytes);
        refused("Cannot load %s: its SHA-256 is %s, but %s was written. Restore the file, or train again."
                .formatted(file, now, before));
    }

    @Test
    void refusesABoosterThatIsCutShort() throws IOException {
        Path file = folder.resolve("model.ubj");
        String before = sha256("model.ubj");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        refused("Cannot load %s: its SHA-256 is %s, but %s was written. Restore the file, or train again."
                .formatted(file, sha256("model.ubj"), before));
    }

    @Test
    void refusesADescriptionInWhichAWordIsAnother() throws IOException {
        Path file = folder.resolve("waybill.json");
        Files.writeString(file, Files.readString(file).replace("north", "mouth"));
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "Cannot load \\Q%s\\E: its SHA-256 is \\w{64}, but \\w{64} was written\\. Restore .*"
                                .formatted(file));
    }

    @Test
    void refusesInputsInAnotherOrderThanTheBoosters() {
        List<Input> swapped = List.of(TinyBooster.INPUTS.get(0), TinyBooster.INPUTS.get(2), TinyBooster.INPUTS.get(1));
        TrainedModel other =
                TrainedModel.of(booster, swapped, "eta_minutes", TinyBooster.provenance(), Optional.empty());
        assertThatThrownBy(() -> ModelFolder.write(folder, other, new InputExample(List.of())))
                .isInstanceOf(Refusal.class)
                .hasMessage(("Cannot load %s: input 2 is rain in waybill.json, but place in model.ubj. Restore the"
                                + " folder, or train again.")
                        .formatted(folder));
    }

    @Test
    void refusesAModelThatOtherToolsWrote() throws IOException {
        Files.delete(folder.resolve("waybill.json"));
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(Refusal.class)
                .hasMessage(("Cannot load %s: it is a model that Waybill did not write, for it has no waybill.json."
                                + " Register one that Waybill trained.")
                        .formatted(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.ubj", "MLmodel", "requirements.txt", "input_example.json", "code/waybill_model.py"})
    void refusesAFolderThatLacksAFile(String name) throws IOException {
        String before = sha256(name);
        Files.delete(folder.resolve(name));
        refused(("Cannot load %s: its SHA-256 is none, the file is missing, but %s was written. Restore the file, or"
                        + " train again.")
                .formatted(folder.resolve(name), before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"label\": \"x\", \"inputs\": []}"})
    void refusesADescriptionThatIsBroken(String text) throws IOException {
        Path description = folder.resolve("waybill.json");
        Files.writeString(description, text);
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read " + description + ": it is not what Waybill wrote. Run its job again.");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> ModelFolder.read(home.resolve("none")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read waybill.json: the job that writes it has not run yet. Run ./waybill repro"
                        + " first.");
    }

    /** The format is MLflow's: https://mlflow.org/docs/latest/ml/model/#storage-format. */
    @Test
    void describesTheModelToMlflow() throws IOException {
        assertThat(folder.resolve("MLmodel")).hasContent("""
                artifact_path: model
                flavors:
                  python_function:
                    code: code
                    loader_module: waybill_model
                    python_version: 3.11.0
                  xgboost:
                    code: null
                    data: model.ubj
                    model_class: xgboost.core.Booster
                    model_format: ubj
                    xgb_version: 3.2.0
                mlflow_version: 2.22.1
                saved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  type: dataframe
                signature:
                  inputs: '[{"type": "any", "name": "hour", "required": false}, {"type": "any", "name": "place", "required": false}, {"type": "any", "name": "rain", "required": false}]'
                  outputs: '[{"type": "float", "name": "eta_minutes"}]'
                  params: null
                utc_time_created: '2020-03-20 04:05:06'
                """);
        assertThat(Files.readString(folder.resolve("requirements.txt"), StandardCharsets.UTF_8))
                .isEqualTo("mlflow>=2.22\nxgboost==3.2.0\n");
        assertThat(Files.readString(folder.resolve("input_example.json"), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"columns\":[\"hour\",\"place\",\"rain\"],\"data\":[[7,\"south\",true],[23,null,false]]}\n");
    }

    private String sha256(String name) throws IOException {
        return DigestUtils.sha256Hex(Files.readAllBytes(folder.resolve(name)));
    }

    private void refused(String message) {
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("model.changed");
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}

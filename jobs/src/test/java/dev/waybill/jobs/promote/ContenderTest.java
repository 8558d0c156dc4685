package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.Classes;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.ClassCalibration;
import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Probability.Method;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderTest {

    private static final Map<String, Calibrator> FLAT = Map.of(
            "a",
            JsonFile.readLine("{\"method\": \"sigmoid\", \"slope\": 0.5, \"intercept\": 0}", Calibrator.class)
                    .orElseThrow());

    private static TrainedModel trees;

    @BeforeAll
    static void train() throws XGBoostError {
        DMatrix matrix = new DMatrix(new float[] {1, 2, 3, 4, 5, 6}, 6, 1, Float.NaN);
        matrix.setLabel(new float[] {0, 1, 0, 1, 1, 0});
        Booster booster = XGBoost.train(
                matrix, Map.of("objective", "multi:softprob", "num_class", 2, "nthread", 1), 2, Map.of(), null, null);
        trees = TrainedModel.of(booster, List.of(Input.numeric("x")), "y", provenance(), Optional.empty());
    }

    private static Provenance provenance() {
        return new Provenance(
                "run",
                Instant.EPOCH,
                "",
                new TableVersion("features", "id", 0),
                "",
                Task.multiclass,
                List.of("id"),
                Bound.of(SplitByDate.class, "{train: 2020-03-01/2020-03-01, test: 2020-03-02/2020-03-02}"),
                Bound.of(Model.class, "{}"),
                Map.of());
    }

    private static Contender of(List<String> names, Map<String, Calibrator> calibrators, String basis) {
        ClassCalibration calibration = new ClassCalibration(basis, 100, Method.sigmoid, calibrators);
        return new Contender(
                new ModelVersion("tiny", 1, "run", "", Instant.EPOCH, "", Map.of(), Set.of()),
                trees.with(new Classes(names, 3, Optional.of(calibration), Optional.empty())));
    }

    @Test
    void predictsOtherwiseByOtherNamesOrCalibratorsOfClasses() {
        Contender one = of(List.of("a", "b"), FLAT, "some rows");

        assertThat(one.predictsAs(of(List.of("a", "b"), FLAT, "other rows"))).isTrue();
        assertThat(one.predictsAs(of(List.of("b", "a"), FLAT, "some rows"))).isFalse();
        assertThat(one.predictsAs(of(List.of("a", "b"), Map.of(), "some rows"))).isFalse();
    }

    @Test
    void writesNoClassesIntoAColumnOfNumbers(@TempDir Path home) {
        Source.Column column = new Source.Column("id", KnownAt.request);
        Source source = new Source(
                "trips",
                "csv",
                "trips.csv",
                Map.of(),
                ZoneId.of("UTC"),
                Map.of("id", column, "at", column),
                List.of("id"),
                "at",
                new Source.Label("stars", "id", "at", Optional.empty()));
        Tables tables = new Tables(SharedSpark.session(), home.toString());
        Contender one = of(List.of("a", "b"), FLAT, "some rows");
        one.requireColumn(source, tables);

        tables.overwrite("scored", SharedSpark.session().sql("select 1 as id, 'a' as stars"));
        one.requireColumn(source, tables);

        tables.overwrite("scored", SharedSpark.session().sql("select 1 as id, 25.3D as stars"));
        assertThatThrownBy(() -> one.requireColumn(source, tables))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot promote tiny/1: table scored has stars as double, where it would write the name of a"
                                + " class. Give the label another name.");
    }

    @Test
    void takesNoQuantityOfAnEarlierModelForAProbability() {
        assertThat(SharedSpark.session()
                        .sql("select * from values (0.7D, 30D), (null, 0.4D), (null, 25.3D) as t(probability, late)")
                        .transform(rows -> rows.select(ScoredTable.predicted(rows, Task.binary, "late")))
                        .as(Encoders.DOUBLE())
                        .collectAsList())
                .containsExactly(0.7, 0.4, null);
    }
}

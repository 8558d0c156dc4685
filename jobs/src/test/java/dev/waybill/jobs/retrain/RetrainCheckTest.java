package dev.waybill.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.track.Aliases;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.outcomes.Performance;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that was judged on 7 and 8 March, and the days after it. */
class RetrainCheckTest {

    private static final LocalDate TESTED = LocalDate.of(2020, 3, 8);
    private static final StructType PERFORMANCE = StructType.fromDDL("event_date date, model_name string,"
            + " model_version int, segment string, segment_value string, metric string, value double,"
            + " corrected_value double");

    @TempDir
    private static Path home;

    private static TinyPipeline pipeline;
    private static double promised;

    @BeforeAll
    static void promote() {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
        pipeline.run(new Promote());
        promised = pipeline.tracking()
                .byAlias("tiny", Aliases.CHAMPION)
                .map(champion -> pipeline.tracking().metrics(champion.runId()).get("mae"))
                .orElseThrow();
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void nothingIsDueWhileErrorsAreAsPromised() {
        errors(10, day -> day % 2 == 0 ? 0.9 : 1.1);
        RetrainCheck.Result result = check(TESTED.plusDays(10));
        assertThat(result.due()).isFalse();
        assertThat(result.reasons()).isEmpty();
        assertThat(result.promised()).contains(promised);
    }

    @Test
    void aBadDayIsAReason() {
        errors(5, day -> day == 5 ? 1.3 : 1);
        RetrainCheck.Result result = check(TESTED.plusDays(5));
        assertThat(result.due()).isTrue();
        assertThat(result.reasons())
                .singleElement()
                .asString()
                .startsWith("mae of 2020-03-13 is %.2f, above 1.25 times the %.2f".formatted(1.3 * promised, promised));
        assertThat(check(TESTED.plusDays(5), "retrain.error=1.5").due()).isFalse();
    }

    @Test
    void soAreErrorsThatAreALittleLargerDayAfterDay() {
        errors(10, day -> day % 2 == 0 ? 1.09 : 1.11);
        RetrainCheck.Result result = check(TESTED.plusDays(10));
        assertThat(result.due()).isTrue();
        assertThat(result.reasons()).singleElement().asString().startsWith("mae of 10 days is ");
        errors(10, day -> day % 2 == 0 ? 0.89 : 0.91);
        assertThat(check(TESTED.plusDays(10)).reasons()).isEmpty();
    }

    @Test
    void thereIsNoneSoonAfterATraining() {
        errors(2, day -> 2);
        RetrainCheck.Result result = check(TESTED.plusDays(2));
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.due()).isFalse();
        assertThat(result.against()).contains("tiny/1 was trained for 2020-03-08, and the cooldown is 3d");
        assertThat(check(TESTED.plusDays(2), "retrain.cooldown=1d").due()).isTrue();
    }

    @Test
    void soIsAModelThatHasSeenNothingForLong() {
        errors(1, day -> 1);
        assertThat(check(TESTED.plusDays(27)).due()).isFalse();
        assertThat(check(TESTED.plusDays(32)).reasons())
                .singleElement()
                .asString()
                .contains("(retrain.age 30d)");
    }

    private static RetrainCheck.Result check(LocalDate date, String... overrides) {
        return new RetrainCheck()
                .run(
                        pipeline.bind(RetrainCheck.Params.class, overrides),
                        pipeline.context().on(date));
    }

    /** Of the days after the test, as times the promised error. */
    private static void errors(int days, IntToDoubleFunction times) {
        List<Row> rows = new ArrayList<>();
        for (int day = 1; day <= days; day++) {
            double error = promised * times.applyAsDouble(day);
            rows.add(RowFactory.create(
                    Date.valueOf(TESTED.plusDays(day)),
                    "tiny",
                    1,
                    Performance.ALL,
                    Performance.ALL,
                    "mae",
                    error - 0.1, // what is known before labels that come late are reckoned in
                    error));
        }
        pipeline.tables()
                .overwriteByDate(Performance.TABLE, SharedSpark.session().createDataFrame(rows, PERFORMANCE));
    }
}

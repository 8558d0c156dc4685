package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictionLossTest {

    private static final Dataset<Row> QUANTITIES =
            SharedSpark.session().sql("select * from values (3D, 5D), (5D, 3D), (7D, 7D), (0.5D, 20D) as t (y, p)");
    private static final Dataset<Row> ANSWERS =
            SharedSpark.session().sql("select * from values (1D, 0.9D), (0D, 0.2D), (1D, 1D), (0D, 1D) as t (y, p)");

    private static final Evaluation EVALUATION = Bound.of(Evaluation.class, "{}");

    @ParameterizedTest
    @EnumSource(value = Loss.class, mode = EnumSource.Mode.EXCLUDE, names = "class_log_loss")
    void equalsPlainFormulas(Loss loss) {
        Dataset<Row> rows = Loss.of(Task.binary).contains(loss) ? ANSWERS : QUANTITIES;
        double parameter = loss == Loss.tweedie_deviance ? 1.5 : loss == Loss.pinball ? 0.9 : 2;
        PredictionLoss measured = new PredictionLoss(loss, parameter);
        DoubleBinaryOperator formula = formula(loss);
        rows.select(functions.col("y"), functions.col("p"), measured.term(functions.col("y"), functions.col("p")))
                .collectAsList()
                .forEach(row -> assertThat(row.getDouble(2))
                        .as("%s of %s", loss, row)
                        .isCloseTo(formula.applyAsDouble(row.getDouble(0), row.getDouble(1)), within(1e-9)));
    }

    private static DoubleBinaryOperator formula(Loss loss) {
        return switch (loss) {
            case mae -> (y, p) -> Math.abs(y - p);
            case ranking_error, ndcg_loss -> (y, p) -> p;
            case rmse, brier -> (y, p) -> Math.pow(y - p, 2);
            case rmsle -> (y, p) -> Math.pow(Math.log((1 + y) / (1 + p)), 2);
            case pinball -> (y, p) -> y > p ? 0.9 * (y - p) : 0.1 * (p - y);
            case pseudo_huber -> (y, p) -> 4 * (Math.sqrt(1 + Math.pow((y - p) / 2, 2)) - 1);
            case poisson_deviance -> (y, p) -> 2 * (y * Math.log(y / p) - y + p);
            case gamma_deviance -> (y, p) -> 2 * (Math.log(p / y) + y / p - 1);
            case tweedie_deviance -> (y, p) -> 4 * Math.pow(Math.sqrt(y) - Math.sqrt(p), 2) / Math.sqrt(p);
            case log_loss -> (y, p) -> -Math.log(y == 1 ? p : Math.max(1 - p, 1e-15));
            case class_log_loss -> throw new IllegalArgumentException("not of one number");
        };
    }

    /** A row without a loss would make the mean of the others look like that of all. */
    @ParameterizedTest
    @EnumSource(names = {"poisson_deviance", "gamma_deviance", "tweedie_deviance", "rmsle"})
    void isNotANumberForPredictionsThatCannotBe(Loss loss) {
        PredictionLoss measured = new PredictionLoss(loss, 1.5);
        Row row = SharedSpark.session()
                .sql("select 3D as y, -2D as p union all select 3D, 3D")
                .agg(
                        functions.min(measured.term(functions.col("y"), functions.col("p"))),
                        ExactSum.mean(measured.term(functions.col("y"), functions.col("p"))))
                .first();
        assertThat(row.getDouble(0)).isZero();
        assertThat(row.getDouble(1)).isNaN();
    }

    /** Of 10,000 yes-or-no answers with probabilities of 1% and 91%: "always no" has the least absolute error. */
    @Test
    void isLeastForTrueProbabilitiesWhereTheAbsoluteErrorIsNot() {
        Dataset<Row> answers = SharedSpark.session()
                .range(10_000)
                .selectExpr("if(id % 10 = 0, 0.91D, 0.01D) as truth", "0D as no", "0.1D as rate", "rand(4) as chance")
                .selectExpr("*", "cast(chance < truth as double) as y");
        assertThat(mean(answers, Loss.log_loss, "truth")).isLessThan(mean(answers, Loss.log_loss, "rate"));
        Dataset<Row> unsure = SharedSpark.session()
                .range(10_000)
                .selectExpr("0.1D as truth", "0D as no", "cast(id % 10 = 0 as double) as y");
        assertThat(mean(unsure, Loss.mae, "truth")).isGreaterThan(mean(unsure, Loss.mae, "no"));
        assertThat(mean(unsure, Loss.log_loss, "truth")).isLessThan(mean(unsure, Loss.log_loss, "no"));
        assertThat(mean(unsure, Loss.brier, "truth")).isLessThan(mean(unsure, Loss.brier, "no"));
    }

    private static double mean(Dataset<Row> rows, Loss loss, String prediction) {
        return rows.agg(ExactSum.mean(new PredictionLoss(loss, 0).term(functions.col("y"), functions.col(prediction))))
                .first()
                .getDouble(0);
    }

    @Test
    void isThatOfTheObjectiveWhereParamsNameNone() {
        assertThat(of("{}")).isEqualTo(new PredictionLoss(Loss.mae, 0));
        assertThat(of("{objective: reg:quantileerror, quantile_alpha: 0.9}"))
                .isEqualTo(new PredictionLoss(Loss.pinball, 0.9));
        assertThat(of("{objective: reg:pseudohubererror, huber_slope: 5}"))
                .isEqualTo(new PredictionLoss(Loss.pseudo_huber, 5));
        assertThat(of("{objective: reg:tweedie, tweedie_variance_power: 1.2}"))
                .isEqualTo(new PredictionLoss(Loss.tweedie_deviance, 1.2));
        assertThat(PredictionLoss.of(EVALUATION, Task.binary, Bound.of(Model.class, "{}"))
                        .loss())
                .isEqualTo(Loss.log_loss);
        Evaluation named = Bound.of(Evaluation.class, "{loss: brier}");
        assertThat(PredictionLoss.of(named, Task.binary, Bound.of(Model.class, "{}"))
                        .loss())
                .isEqualTo(Loss.brier);
    }

    @Test
    void refusesOneOfAnotherTask() {
        assertThatThrownBy(() -> PredictionLoss.of(
                        Bound.of(Evaluation.class, "{loss: mae}"), Task.binary, Bound.of(Model.class, "{}")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot compare by evaluate.loss mae: it is not one of the task binary. Known here: brier,"
                        + " log_loss.");
    }

    /** What came true had no probability, or a class is one that the prediction does not know. */
    @Test
    void ofClassesIsTheLogLossOfWhatCameTrue() {
        PredictionLoss loss = PredictionLoss.of(
                Bound.of(Evaluation.class, "{loss: log_loss}"), Task.multiclass, Bound.of(Model.class, "{}"));
        List<Double> terms = SharedSpark.session()
                .sql("select explode(array(0.25D, 1D, 0D)) as of_label")
                .select(loss.term(functions.lit("any"), functions.struct("of_label")))
                .as(Encoders.DOUBLE())
                .collectAsList();

        assertThat(loss.name()).isEqualTo("log_loss");
        assertThat(terms).containsExactly(Math.log(4), -0.0, -Math.log(1e-15));
    }

    private static PredictionLoss of(String model) {
        return PredictionLoss.of(EVALUATION, Task.regression, Bound.of(Model.class, model));
    }
}

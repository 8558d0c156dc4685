package dev.waybill.common.model;

import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.model.probability.ClassCalibration;
import dev.waybill.common.section.Probability;
import dev.waybill.common.section.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds how often classes come true of rows to which trees give them. Works on a bounded sample of held-back rows. */
public final class ClassFit {

    /** So many probabilities of held-back rows are held at once. */
    private static final int MOST_PROBABILITIES = 10_000_000;

    private ClassFit() {}

    /**
     * What a model of several classes knows beside its trees.
     *
     * @param names of the classes in order
     * @param heldBack with the numbers of classes as labels; empty where no rows were held back from training, so that
     *     probabilities are what the trees say
     * @param training the rows that the booster which has not seen those held back was fitted on
     */
    public static Classes fit(
            List<String> names,
            Optional<HeldBack> heldBack,
            Dataset<Row> training,
            List<Input> inputs,
            Source source,
            Probability params) {
        int top = params.topClasses().orElse(Classes.USUAL_TOP);
        return heldBack.map(rows -> of(names, top, rows, training, inputs, source, params))
                .orElseGet(() -> new Classes(names, top, Optional.empty(), Optional.empty()));
    }

    private static Classes of(
            List<String> names,
            int top,
            HeldBack heldBack,
            Dataset<Row> training,
            List<Input> inputs,
            Source source,
            Probability params) {
        int most = Math.min(Sample.MOST_ROWS, MOST_PROBABILITIES / names.size());
        Sample sample = Sample.of(heldBack.rows(), inputs, source, List.of(), most);
        Map<String, Calibrator> calibrators = params.calibration() == Probability.Method.none
                ? Map.of()
                : calibrators(names, sample, heldBack, params);
        return new Classes(
                names,
                top,
                Optional.of(new ClassCalibration(heldBack.basis(), sample.count(), params.calibration(), calibrators)),
                CalibrationFit.profile(training, sample, inputs, source));
    }

    private static Map<String, Calibrator> calibrators(
            List<String> names, Sample sample, HeldBack heldBack, Probability params) {
        double[][] logOdds = sample.logOdds(heldBack.booster(), names.size());
        SparkSession spark = heldBack.rows().sparkSession();
        Map<String, Calibrator> calibrators = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int number = i;
            double[] isIt = DoubleStream.of(sample.labels())
                    .map(label -> label == number ? 1 : 0)
                    .toArray();
            CalibratorFit.fit(params.calibration(), logOdds[i], isIt, spark)
                    .ifPresent(found -> calibrators.put(names.get(number), found));
        }
        return calibrators;
    }
}

package dev.waybill.common.model.shap;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;

/**
 * How many rows a second of one core explains: ours beside XGBoost's {@code predictContrib} and its plain prediction, in
 * turns, medians. Time is that of the processor, all threads together, so that other programs matter less.
 */
public final class ShapBenchmark {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int TRAINING_ROWS = 60_000;
    private static final int BATCH = 4096;

    private ShapBenchmark() {}

    /** Takes the number of rounds; 5 if not given. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        System.out.printf(
                "%-32s %8s %8s %6s %7s %11s %11s %9s %7s %10s%n",
                "model", "build s", "MB", "deep", "read s", "predict/s", "xgb shap/s", "ours/s", "ratio", "difference");
        for (int[] shape :
                new int[][] {{200, 3, 15}, {200, 6, 15}, {200, 8, 15}, {200, 10, 15}, {377, 7, 18}, {600, 7, 18}}) {
            float[] rows = Boosters.rows(TRAINING_ROWS, shape[2], 1);
            compare("made up", shape, rows, Boosters.minutes(rows, shape[2], 2), rounds);
        }
        GreenTaxi trips = GreenTaxi.read(TRAINING_ROWS).orElse(new GreenTaxi(new float[0], new float[0]));
        for (int depth : trips.rows().length > 0 ? new int[] {6, 7} : new int[0]) {
            compare("green taxi", new int[] {400, depth, GreenTaxi.FEATURES}, trips.rows(), trips.minutes(), rounds);
        }
    }

    private static void compare(String data, int[] shape, float[] rows, float[] minutes, int rounds) throws Exception {
        int features = shape[2];
        DMatrix matrix = Boosters.matrix(rows, features);
        matrix.setLabel(minutes);
        Booster booster = Boosters.train(
                matrix, shape[0], Map.of("objective", "reg:absoluteerror", "max_depth", shape[1], "eta", 0.1));
        long start = SYSTEM.getProcessCpuTime();
        TreeExplainer explainer = TreeExplainer.of(booster);
        double readSeconds = secondsSince(start);
        start = SYSTEM.getProcessCpuTime();
        long bytes = explainer.tableBytes();
        double buildSeconds = secondsSince(start);
        int contribRows = Math.max(32, 3_000_000 / (shape[0] << shape[1]));
        float[] few = Arrays.copyOf(rows, contribRows * features);
        float[] many = Arrays.copyOf(rows, 10 * BATCH * features);
        DMatrix fewMatrix = Boosters.matrix(few, features);
        double[][] speeds = new double[3][rounds];
        speed(() -> explain(explainer, many), 10 * BATCH);
        for (int round = 0; round < rounds; round++) {
            speeds[0][round] = speed(() -> booster.inplace_predict(many, 10 * BATCH, features, Float.NaN), 10 * BATCH);
            speeds[1][round] = speed(() -> booster.predictContrib(fewMatrix, 0), contribRows);
            speeds[2][round] = speed(() -> explain(explainer, many), 10 * BATCH);
        }
        System.out.printf(
                Locale.ROOT,
                "%-32s %8.2f %8.1f %6d %7.2f %11.0f %11.0f %9.0f %7.1f %10.2g%n",
                "%s, %d trees, depth %d, %d f.".formatted(data, shape[0], shape[1], features),
                buildSeconds,
                bytes / 1e6,
                explainer.treesWithoutTables(),
                readSeconds,
                median(speeds[0]),
                median(speeds[1]),
                median(speeds[2]),
                median(speeds[2]) / median(speeds[1]),
                Boosters.largestDifference(booster, explainer, few));
    }

    private static double explain(TreeExplainer explainer, float[] rows) {
        double sum = 0;
        int width = BATCH * explainer.features();
        for (int from = 0; from < rows.length; from += width) {
            sum += explainer
                    .explain(Arrays.copyOfRange(rows, from, from + width), BATCH)
                    .prediction(0, 0);
        }
        return sum;
    }

    private static double speed(Callable<?> work, int rows) throws Exception {
        long start = SYSTEM.getProcessCpuTime();
        work.call();
        return rows / secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (SYSTEM.getProcessCpuTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

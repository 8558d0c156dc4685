package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.ProbabilitySums;
import dev.waybill.common.model.QualitySums;
import java.util.Arrays;

/** The error that segments are compared by, named like its metric: a table of segments has those of one task. */
enum SegmentError {
    mae("absolute", "rmse"),
    log_loss("log_loss", ProbabilitySums.RMS_LOG_LOSS);

    private static final String DEVIATION = "_deviation";

    private final String sum;
    private final String rootMeanSquare;

    SegmentError(String sum, String rootMeanSquare) {
        this.sum = sum;
        this.rootMeanSquare = rootMeanSquare;
    }

    static SegmentError of(QualitySums sums) {
        return sums instanceof ErrorSums ? mae : log_loss;
    }

    static Object[] names() {
        return Arrays.stream(values()).map(SegmentError::name).toArray();
    }

    static Object[] rootMeanSquares() {
        return Arrays.stream(values()).map(error -> error.rootMeanSquare).toArray();
    }

    static Object[] deviations() {
        return Arrays.stream(values()).map(SegmentError::deviation).toArray();
    }

    /** The sum over rows that it is the mean of. */
    String sum() {
        return sum;
    }

    /** The metric by how much it is more in a segment than in all rows, on the same days: {@code mae_deviation}. */
    String deviation() {
        return name() + DEVIATION;
    }

    static boolean isDeviation(String metric) {
        return metric.endsWith(DEVIATION);
    }
}

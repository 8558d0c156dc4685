package dev.waybill.common.fit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How many rows each worker of a fit gets. XGBoost waits for ever for a worker without rows, and fails where all rows of a
 * worker are left out of a tree by {@code subsample}; and what few rows there are, one worker has learned in no time.
 */
public final class Workers {

    /** Rows that each of several workers gets at least, to learn from and to judge by. */
    public static final int LEAST_ROWS = 100;

    private Workers() {}

    /** Whether rows are enough for as many workers as the spec says. */
    public static boolean areEnough(Dataset<Row> rows, TrainingSpec spec) {
        return spec.model().workers() == 1 || fewest(rows, spec) >= LEAST_ROWS;
    }

    /**
     * Requires rows that are enough for as many workers as the spec says.
     *
     * @param part that the rows are, in words
     * @throws Refusal if they are not
     */
    public static void require(Dataset<Row> rows, TrainingSpec spec, String part) {
        int workers = spec.model().workers();
        if (workers == 1) {
            return;
        }
        long fewest = fewest(rows, spec);
        if (fewest < LEAST_ROWS) {
            throw Refusal.mistake(
                    "train.too-many-workers",
                    "Cannot train with %d workers: one of them would get %d rows of %s, and each needs at least %d."
                            .formatted(workers, fewest, part, LEAST_ROWS),
                    "Lower model.workers; one is quick with so few.");
        }
    }

    private static long fewest(Dataset<Row> rows, TrainingSpec spec) {
        Row found = Sessions.summary(dealt(rows, spec).agg(functions.count(functions.lit(1)), functions.min("count")));
        return found.getLong(0) < spec.model().workers() ? 0 : found.getLong(1);
    }

    /** Rows by worker, dealt as {@link Examples} are. */
    private static Dataset<Row> dealt(Dataset<Row> rows, TrainingSpec spec) {
        Column hash = functions.hash(Examples.key(spec));
        Column worker = functions.pmod(hash, functions.lit(spec.model().workers()));
        return rows.groupBy(worker.as("worker")).count();
    }
}

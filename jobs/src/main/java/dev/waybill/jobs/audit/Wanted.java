package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Which predictions are to be audited. */
public sealed interface Wanted {

    /** As many rows, with all that was said of them, are held on the driver. */
    int MOST = 10_000;

    /**
     * Those of some keys.
     *
     * @param texts each a key's value, or {@code name=value} for each of its columns
     */
    record Keys(List<String> texts) implements Wanted {
        public Keys {
            require(texts.size());
        }
    }

    /**
     * As many as wanted, drawn by chance.
     *
     * @param seed by which the same rows are drawn again
     * @param date that they are of; of all dates if empty
     */
    record Sample(int rows, long seed, Optional<LocalDate> date) implements Wanted {
        public Sample {
            require(rows);
        }
    }

    private static void require(int rows) {
        if (rows < 1 || rows > MOST) {
            throw Refusal.mistake(
                    "audit.bad-number",
                    "Cannot audit %d predictions at once.".formatted(rows),
                    "Take from 1 to %d.".formatted(MOST));
        }
    }
}

package dev.waybill.jobs.evaluate;

import dev.waybill.common.stats.Interval;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How unequally the model treats the segments of a segmentation, by their mean errors: see {@link SegmentError}.
 *
 * @param measured the largest difference; of many segments it is too large, since that is why it was picked
 * @param worst the segment that most likely has the largest error
 * @param best likewise the least
 * @param interval of 95%, of the difference between these two; none where chance cannot be told
 * @param sampling what the interval speaks of; by days where that holds for each segment
 * @param compared how many segments there are
 */
record Gap(
        double measured, End worst, End best, Optional<Interval> interval, Optional<Sampling> sampling, long compared) {

    /**
     * A segment's error.
     *
     * @param likely what is left of it once chance is taken out
     */
    record End(String value, double measured, double likely) {

        End inWords(UnaryOperator<String> words) {
            return new End(words.apply(value), measured, likely);
        }
    }

    Gap inWords(UnaryOperator<String> words) {
        return new Gap(measured, worst.inWords(words), best.inWords(words), interval, sampling, compared);
    }

    /** Between the two once chance is taken out; the measured one where chance cannot be told. */
    double difference() {
        return worst.likely() - best.likely();
    }

    double ratio() {
        return worst.likely() / best.likely();
    }

    boolean isBeyondChance() {
        return interval.filter(likely -> likely.lower() > 0).isPresent();
    }
}

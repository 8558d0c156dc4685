package dev.waybill.pipelines.monitoring;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is counted of one night, or of several.
 *
 * @param errors none before any outcome is known
 */
record Counts(long predictions, long outOfDistribution, Optional<Histogram> errors) {

    static final Counts NONE = new Counts(0, 0, Optional.empty());

    static Counts of(NightFigures night) {
        return new Counts(night.scores().rows(), night.scores().outOfDistribution(), night.errors());
    }

    Counts plus(Counts later) {
        return new Counts(
                predictions + later.predictions,
                outOfDistribution + later.outOfDistribution,
                Stream.of(errors, later.errors).flatMap(Optional::stream).reduce(Histogram::plus));
    }

    Counts notBelow(Counts other) {
        return new Counts(
                Math.max(predictions, other.predictions),
                Math.max(outOfDistribution, other.outOfDistribution),
                Stream.of(errors, other.errors).flatMap(Optional::stream).reduce(Histogram::notBelow));
    }
}

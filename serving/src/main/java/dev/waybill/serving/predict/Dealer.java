package dev.waybill.serving.predict;

import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Variant;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deals rows between champion and challenger, as batch scoring does: none before the experiment begins, and none of a day that the
 * challenger has seen in training.
 */
record Dealer(Optional<Experiment> experiment, Optional<LocalDate> after, ZoneId zone) {

    /** @param challenger empty where there is none, so that there is nothing to deal */
    static Dealer of(Optional<Experiment> experiment, Optional<TrainedModel> challenger, ZoneId zone) {
        Optional<LocalDate> after = Stream.of(
                        experiment.flatMap(Experiment::start).map(first -> first.minusDays(1)),
                        challenger.flatMap(model -> model.provenance().split().lastSeen()))
                .flatMap(Optional::stream)
                .max(LocalDate::compareTo);
        return new Dealer(challenger.isEmpty() ? Optional.empty() : experiment, after, zone);
    }

    /** Null of a row that takes no part. */
    @Nullable
    Variant variant(Asked row) {
        return experiment
                .filter(on -> isOn(row))
                .map(on -> on.variant(row.unit()))
                .orElse(null);
    }

    private boolean isOn(Asked row) {
        if (row.at() == null) {
            return false;
        }
        LocalDate date = LocalDate.ofInstant(Instant.EPOCH.plus(row.at(), ChronoUnit.MICROS), zone);
        return after.map(date::isAfter).orElse(true);
    }
}

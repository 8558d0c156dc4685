package dev.waybill.jobs.train;

import dev.waybill.common.model.Classes;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.model.probability.ClassCalibration;
import dev.waybill.common.section.Probability.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which classes a model tells apart, and what their probabilities were calibrated on.
 *
 * @param classes so many
 * @param asked for in params
 * @param method that was fitted, of one class at least
 * @param rows held back, as far as they were looked at
 * @param uncalibrated the classes whose probability is what the trees say, though a calibration was asked for
 * @param unknownRows that neither stopped nor calibrated anything, since their class is not among those of split.train
 */
public record ClassBasis(
        int classes, Method asked, Method method, int rows, List<String> uncalibrated, long unknownRows) {

    private static final int NAMED = 5;

    static ClassBasis of(Method asked, Classes found, long unknownRows) {
        return new ClassBasis(
                found.names().size(),
                asked,
                found.method(),
                found.calibration().map(ClassCalibration::rows).orElse(0),
                found.uncalibrated(),
                unknownRows);
    }

    Stream<String> remark() {
        return Stream.of(ofCalibration(), ofUnknown()).flatMap(remarks -> remarks);
    }

    private Stream<String> ofCalibration() {
        if (asked != Method.none && rows == 0) {
            return Stream.of("probabilities are not calibrated: no rows were held back from training");
        }
        return uncalibrated.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        "the probabilities of %d of %d classes are not calibrated, since %s takes %d held-back rows of"
                                        .formatted(uncalibrated.size(), classes, asked, CalibratorFit.LEAST_OF_EACH)
                                + " a class, and as many of others: " + named());
    }

    private String named() {
        return uncalibrated.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (uncalibrated.size() > NAMED ? " and others" : "");
    }

    private Stream<String> ofUnknown() {
        return unknownRows == 0
                ? Stream.empty()
                : Stream.of(
                        "%,d rows of split.valid or split.calibrate have a class that split.train lacks: they were left out"
                                .formatted(unknownRows));
    }
}

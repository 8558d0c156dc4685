package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.probability.ClassCalibration;
import dev.waybill.common.section.Probability.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * What a model of several classes knows beside its trees.
 *
 * @param names of the classes in order: a class's place is its number to the trees
 * @param top as many of the likeliest classes are listed beside a prediction
 * @param calibration empty where no rows were held back from training
 * @param profile of the rows that the model was trained on; there where enough were held back to tell what is usual
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Classes(
        List<String> names, int top, Optional<ClassCalibration> calibration, Optional<OodProfile> profile) {

    /** So many classes are listed where nothing else is said. */
    public static final int USUAL_TOP = 3;

    /** Of trees whose classes have no names but their numbers. */
    static Classes numbered(Booster booster, int inputs) {
        List<String> names = IntStream.range(0, outputs(booster, inputs))
                .mapToObj(String::valueOf)
                .toList();
        return new Classes(names, USUAL_TOP, Optional.empty(), Optional.empty());
    }

    /** How many numbers are predicted for a row, be it one that lacks everything. */
    private static int outputs(Booster booster, int inputs) {
        float[] missing = new float[inputs];
        Arrays.fill(missing, Float.NaN);
        try {
            return booster.inplace_predict(missing, 1, missing.length, Float.NaN)[0].length;
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot predict a row without values", e);
        }
    }

    /** By which they are calibrated, as far as there are rows enough of them. */
    public Method method() {
        return calibration
                .filter(found -> !found.calibrators().isEmpty())
                .map(ClassCalibration::method)
                .orElse(Method.none);
    }

    /** The classes whose probability is what the trees say, though a calibration was asked for. */
    public List<String> uncalibrated() {
        return calibration
                .filter(asked -> asked.method() != Method.none)
                .map(asked -> names.stream()
                        .filter(name -> !asked.calibrators().containsKey(name))
                        .toList())
                .orElse(List.of());
    }
}

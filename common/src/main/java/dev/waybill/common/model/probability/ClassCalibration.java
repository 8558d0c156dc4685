package dev.waybill.common.model.probability;

import dev.waybill.common.section.Probability.Method;
import java.util.Map;

/**
 * What held-back rows say of the probabilities of classes: one function a class, of how often it came true against all others.
 *
 * @param basis which rows they are, in words
 * @param rows so many
 * @param method that was asked for
 * @param calibrators by class, in order; none of a class with too few rows of either kind, nor where none is asked for
 */
public record ClassCalibration(String basis, int rows, Method method, Map<String, Calibrator> calibrators) {}

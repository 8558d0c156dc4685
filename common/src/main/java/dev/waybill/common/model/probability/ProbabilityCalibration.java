package dev.waybill.common.model.probability;

import java.util.Optional;

/**
 * What held-back rows say of a model's probabilities.
 *
 * @param basis which rows they are, in words
 * @param rows so many
 * @param positives so many of them have the label 1
 * @param calibrator empty where none is asked for, or there were too few rows of a class
 */
public record ProbabilityCalibration(String basis, int rows, int positives, Optional<Calibrator> calibrator) {}

package dev.waybill.common.model;

import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;

/**
 * A model ready to predict.
 *
 * @param inputs in the order in which the booster was trained on them
 * @param label the name of what it predicts, in that column's unit
 * @param sha256 of the native booster's bytes: two models with the same one are the same model
 */
public record TrainedModel(Booster booster, List<Input> inputs, String label, Provenance provenance, String sha256) {}

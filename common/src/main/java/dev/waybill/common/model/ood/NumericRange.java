package dev.waybill.common.model.ood;

/**
 * A numeric feature that has values in training.
 *
 * @param input its place among the model's inputs
 * @param least of all training rows
 * @param largest of all training rows
 */
public record NumericRange(String name, int input, double least, double largest) {}

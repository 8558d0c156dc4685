package dev.waybill.common.section;

/** What rows are for when a model is made, in the order in which it meets them. */
public enum Part {
    /** Trees are fitted on them. */
    train,
    /** They say when to stop adding trees. */
    valid,
    /** Held back from training, for prediction intervals. */
    calibrate,
    /** They judge the model, which never saw them. */
    test
}

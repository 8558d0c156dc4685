package dev.waybill.common.track;

/** How a run ended, in MLflow's words. */
public enum RunStatus {
    FINISHED,
    FAILED,
    KILLED
}

package dev.waybill.common.conf;

/** What kind of label a pipeline predicts. */
public enum Task {
    regression
}

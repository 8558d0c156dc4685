package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Up to when a row's history reaches: what became known earlier is seen, what became known then or later is not. */
public enum AsOf {
    /** The start of the event date, which is all that a nightly run can know. */
    @JsonProperty("day-start")
    dayStart,
    /** The row's own event time, where scoring is continuous. */
    @JsonProperty("request")
    request;

    /** As params write it. */
    @Override
    public String toString() {
        return this == dayStart ? "day-start" : "request";
    }
}

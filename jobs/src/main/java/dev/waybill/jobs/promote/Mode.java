package dev.waybill.jobs.promote;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What comes of a decision. */
public enum Mode {
    /** The challenger becomes champion where the decision is a yes. */
    @JsonProperty("enabled")
    enabled,
    /** The decision is made and kept, and nothing else changes. */
    @JsonProperty("dry-run")
    dryRun;

    /** As params write it. */
    @Override
    public String toString() {
        return this == enabled ? "enabled" : "dry-run";
    }
}

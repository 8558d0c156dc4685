package dev.waybill.common.model;

import java.util.List;
import java.util.Map;

/** What a model folder holds: what a registry, a promotion and scored rows need to know of any model. */
public sealed interface SavedModel permits TrainedModel, ForestModel, FactorModel {

    Provenance provenance();

    /** Of the file that it is learned into. */
    String sha256();

    /** A SHA-256 over all that what it says depends on. */
    String id();

    /** What it goes by, in order: the names of columns of features. */
    List<String> inputNames();

    /** What it predicts, in words: models of different ones cannot be compared. */
    default String target() {
        return "task %s".formatted(provenance().task());
    }

    /** How it was made, by the keys of params. */
    Map<String, String> settings();
}

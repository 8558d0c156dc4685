package dev.waybill.common.section;

import java.util.Optional;

/**
 * What only people can say of a model, for its card; each as Markdown.
 *
 * @param owner whom to ask
 * @param intendedUse what the predictions are for
 * @param outOfScope what they must not be used for
 * @param ethicalConsiderations who may be harmed by wrong predictions, and how that is met
 * @param caveats what else to know before using it
 */
public record Card(
        Optional<String> owner,
        Optional<String> intendedUse,
        Optional<String> outOfScope,
        Optional<String> ethicalConsiderations,
        Optional<String> caveats) {

    static final Card EMPTY =
            new Card(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

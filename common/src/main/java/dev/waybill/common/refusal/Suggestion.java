package dev.waybill.common.refusal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a misspelt word was probably meant to be. */
public final class Suggestion {

    private Suggestion() {}

    /** The nearest known word by edit distance, if one is near enough to be a slip of the fingers. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .filter(candidate -> distance.apply(word, candidate) <= Math.max(2, candidate.length() / 3))
                .min(Comparator.comparing((String candidate) -> distance.apply(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A sentence for an error: {@code Did you mean 'source'?}, or else all that is known. */
    public static String sentence(String word, Collection<String> known) {
        return nearest(word, known)
                .map(candidate -> "Did you mean '" + candidate + "'?")
                .orElseGet(() -> known.isEmpty()
                        ? "None is known here."
                        : "Known here: "
                                + String.join(", ", known.stream().sorted().toList()) + ".");
    }
}

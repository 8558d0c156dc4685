package dev.waybill.serving.access;

import java.util.Optional;
import java.util.Set;

/**
 * Somebody who asks.
 *
 * @param name in logs
 * @param tenant whose pipelines and rows it sees, and no other's; empty where there are no tenants
 * @param pipelines that it may ask; empty for all
 */
public record Caller(String name, Set<Role> roles, Optional<String> tenant, Optional<Set<String>> pipelines) {

    /** Whoever asks where nobody has to say who they are. */
    public static final Caller ANYBODY =
            new Caller("anybody", Set.of(Role.values()), Optional.empty(), Optional.empty());

    public boolean may(Role role) {
        return roles.contains(role) || roles.contains(Role.admin);
    }

    /** Whether it may ask a pipeline at all. */
    public boolean knows(String pipeline) {
        return pipelines.map(known -> known.contains(pipeline)).orElse(true);
    }
}

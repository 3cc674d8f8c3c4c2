/**
 * Settings files in JSON with comments and trailing commas, whose errors name file, line, column,
 * key, value and what is allowed.
 *
 * <p>A file is read in two steps. {@link dev.buntime.jsonc.Jsonc#parse} makes a tree of it, in
 * which every value knows its place. The reader then goes through the members and takes each value
 * by what it has to be; a value that is something else throws a {@link
 * dev.buntime.jsonc.JsoncException} whose message is complete.
 *
 * {@snippet lang=java :
 * for (Member member : Jsonc.parse("buntime.jsonc", text)) {
 *   switch (member.key()) {
 *     case "poolSize" -> poolSize = member.setting().whole(1, 100_000);
 *     case "timeout" -> timeout = member.setting().duration("no limit", Duration.ofDays(1));
 *     case "limits" -> member.setting().members("an object with limits").forEach(this::limit);
 *     default -> throw member.unknown(List.of("poolSize", "timeout", "limits"));
 *   }
 * }
 * }
 *
 * <p>What has no method of its own is read as a text and thrown back by {@link
 * dev.buntime.jsonc.Setting#refused} with the words for what is allowed; what has no fixed form at
 * all is a {@link dev.buntime.jsonc.Value} to switch over.
 *
 * <p>Depends on the core of Jackson and nothing else, so that the launcher uses it as a plain
 * library and bundles as a bundle.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.buntime.jsonc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

package dev.buntime.config.internal;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds many texts in another one in one pass, however many they are and however much they are
 * alike. Immutable once it is made.
 */
final class TextFinder {
  /*
   * The automaton of Aho and Corasick (1975): a tree of the texts, in which a node is what has been
   * read and could go on as one of them. Where it does not go on, its fallback is the longest end of
   * it that is a node as well. All is in flat arrays, because keys of many kilobytes are among the
   * texts: the edges are a table of hashes with open addresses.
   */
  private static final int ROOT = 0;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Node and character of each edge, plus one; 0 is no edge. */
  private final long[] edges;

  /** Where an edge leads, at the same place. */
  private final int[] targets;

  private final int shift;

  /** Where most edges begin: those of the root, of characters of ASCII. */
  private final int[] first = new int[128];

  private final int[] fallbacks;

  /** How long the longest text is that ends in a node; 0 if none does. */
  private final int[] lengths;

  private int nodes = 1;

  /**
   * @param texts none of them empty
   */
  TextFinder(Collection<String> texts) {
    int most = Math.addExact(1, texts.stream().mapToInt(String::length).reduce(0, Math::addExact));
    int bits = 65 - Long.numberOfLeadingZeros(most);
    edges = new long[1 << bits];
    targets = new int[1 << bits];
    shift = 64 - bits;
    fallbacks = new int[most];
    lengths = new int[most];
    int[] parents = new int[most];
    char[] last = new char[most];
    int[] depths = new int[most];
    texts.forEach(text -> grow(text, parents, last, depths));
    for (char c = 0; c < first.length; c++) {
      first[c] = targets[place(ROOT, c)];
    }
    link(parents, last, depths);
  }

  private void grow(String text, int[] parents, char[] last, int[] depths) {
    int node = ROOT;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int at = place(node, c);
      if (edges[at] == 0) {
        edges[at] = edge(node, c);
        targets[at] = nodes;
        parents[nodes] = node;
        last[nodes] = c;
        depths[nodes] = i + 1;
        nodes++;
      }
      node = targets[at];
    }
    lengths[node] = text.length();
  }

  /** The shallow ones first: what a node falls back to is not as deep. */
  private void link(int[] parents, char[] last, int[] depths) {
    for (int node : byDepth(depths)) {
      if (depths[node] > 1) {
        fallbacks[node] = next(fallbacks[parents[node]], last[node]);
        lengths[node] = Math.max(lengths[node], lengths[fallbacks[node]]);
      }
    }
  }

  private int[] byDepth(int[] depths) {
    int[] begins = new int[Arrays.stream(depths).max().orElse(0) + 2];
    for (int node = 0; node < nodes; node++) {
      begins[depths[node] + 1]++;
    }
    for (int depth = 1; depth < begins.length; depth++) {
      begins[depth] += begins[depth - 1];
    }
    int[] sorted = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      sorted[begins[depths[node]]++] = node;
    }
    return sorted;
  }

  private static long edge(int node, char c) {
    return (((long) node << Character.SIZE) | c) + 1;
  }

  /** Where an edge is, or would be. */
  private int place(int node, char c) {
    long edge = edge(node, c);
    int at = (int) ((edge * MIX) >>> shift);
    while (edges[at] != 0 && edges[at] != edge) {
      at = (at + 1) & (edges.length - 1);
    }
    return at;
  }

  private int next(int node, char c) {
    for (int from = node; ; from = fallbacks[from]) {
      if (from == ROOT && c < first.length) {
        return first[c];
      }
      int at = place(from, c);
      if (edges[at] != 0) {
        return targets[at];
      }
      if (from == ROOT) {
        return ROOT;
      }
    }
  }

  /** Says where each of the texts is in another one; of those that end together, the longest. */
  void find(CharSequence text, Found found) {
    int node = ROOT;
    for (int i = 0; i < text.length(); i++) {
      node = next(node, text.charAt(i));
      if (lengths[node] > 0) {
        found.at(i + 1 - lengths[node], i + 1);
      }
    }
  }

  /** Hears of what was found. */
  @FunctionalInterface
  interface Found {
    /** From the first character to behind the last one. */
    void at(int begin, int end);
  }
}

"""The Measures as data: policy packs, their typed model, and overlays that can only tighten."""

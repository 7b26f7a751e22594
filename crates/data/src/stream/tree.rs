//! The samples that a stream keeps: segments in trees that only grow at one end.
//!
//! A *segment* is a run of frames of fixed length with the bounds of its blocks. Sixteen
//! neighbouring segments make a node of level 1, sixteen of these a node of level 2, and so on; a
//! node knows the bounds of its children and of all of them together. Nothing of it ever changes
//! once it is made, so whoever holds a tree may read it for as long as it likes: a snapshot is a
//! list of counted pointers. Appending a segment makes a sixteenth of a node, on average, and
//! copies no sample.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::element::Element;
use crate::extent::Bounds;
use crate::kernel::{strided_bounds, union_all};
use crate::pyramid::{Chunk, ChunkShape, FACTOR};

/// Bytes of samples in a segment, unless one block of every channel takes more: what is copied at
/// most while a stream is locked, and small enough to stay in a core's cache until its bounds are
/// found.
const SEGMENT_BYTES: usize = 1 << 18;

/// A ring is of at least so many nodes of the highest level, so that little is kept beyond it.
const RING_PARTS: u64 = 16;

/// Levels of nodes above segments at most: with 16⁸ segments no memory is left.
const MOST_LEVELS: u32 = 8;

/// The sizes of a stream's segments and trees.
#[derive(Debug)]
pub(super) struct Shape {
    /// Channels, interleaved.
    pub(super) lanes: usize,
    /// Frames in a segment, as a power of two.
    pub(super) segment_shift: u32,
    /// Levels of nodes above segments.
    pub(super) levels: u32,
    chunk: ChunkShape,
}

impl Shape {
    /// The shape for so many channels, of which `kept` frames are kept (`None`: all).
    pub(super) fn new<T: Element>(lanes: usize, kept: Option<u64>) -> Self {
        let frames = (SEGMENT_BYTES / size_of::<T>() / lanes).max(1).ilog2();
        let within = kept.map_or(u32::MAX, |kept| (kept / RING_PARTS).max(1).ilog2());
        Self::with_segment_shift::<T>(lanes, kept, frames.min(within))
    }

    /// The same with segments of a chosen size, which tests make small.
    pub(super) fn with_segment_shift<T: Element>(
        lanes: usize,
        kept: Option<u64>,
        segment_shift: u32,
    ) -> Self {
        let segment_shift = segment_shift.max(T::BLOCK_SHIFT);
        let levels = kept.map_or(MOST_LEVELS, |kept| {
            let parts = (kept >> segment_shift) / RING_PARTS;
            (parts.max(1).ilog2() / FACTOR.ilog2()).min(MOST_LEVELS)
        });
        Self {
            lanes,
            segment_shift,
            levels,
            chunk: ChunkShape::new(1 << segment_shift, 1 << T::BLOCK_SHIFT),
        }
    }

    pub(super) fn segment_frames(&self) -> usize {
        1 << self.segment_shift
    }

    pub(super) fn segment_values(&self) -> usize {
        self.lanes << self.segment_shift
    }
}

/// A run of interleaved frames.
#[derive(Debug)]
pub(super) struct Segment<T> {
    pub(super) values: Vec<T>,
    /// There from a moment after the segment can be seen; until then samples are looked at.
    chunk: OnceLock<Chunk<T>>,
}

impl<T: Element> Segment<T> {
    pub(super) fn new(values: Vec<T>) -> Self {
        Self {
            values,
            chunk: OnceLock::new(),
        }
    }

    /// Finds the bounds of its blocks.
    pub(super) fn sum_up(&self, shape: &Shape) {
        self.chunk
            .get_or_init(|| Chunk::new(&shape.chunk, &self.values, shape.lanes, T::BLOCK_SHIFT));
    }

    /// The bounds of a lane over all frames.
    pub(super) fn total(&self, shape: &Shape, lane: usize) -> Bounds<T> {
        match self.chunk.get() {
            Some(chunk) => chunk.total(&shape.chunk, lane),
            None => self.scan(shape, lane, 0..shape.segment_frames()),
        }
    }

    /// The bounds of a lane over whole blocks; `None` where they are not known.
    pub(super) fn fold(
        &self,
        shape: &Shape,
        lane: usize,
        blocks: Range<usize>,
    ) -> Option<Bounds<T>> {
        let chunk = self.chunk.get()?;
        Some(chunk.fold(&shape.chunk, lane, blocks))
    }

    /// The bounds of a lane over one block; `None` where they are not known.
    pub(super) fn block(&self, shape: &Shape, lane: usize, block: usize) -> Option<Bounds<T>> {
        let chunk = self.chunk.get()?;
        Some(chunk.block(&shape.chunk, lane, block))
    }

    /// The bounds of a lane over some frames, from the samples.
    pub(super) fn scan(&self, shape: &Shape, lane: usize, frames: Range<usize>) -> Bounds<T> {
        scan(&self.values, shape.lanes, lane, frames)
    }
}

/// The bounds of a lane over some of interleaved frames.
pub(super) fn scan<T: Element>(
    values: &[T],
    lanes: usize,
    lane: usize,
    frames: Range<usize>,
) -> Bounds<T> {
    if frames.is_empty() {
        return Bounds::EMPTY;
    }
    strided_bounds(
        &values[frames.start * lanes + lane..=(frames.end - 1) * lanes + lane],
        lanes,
    )
}

/// A segment or a node.
#[derive(Debug)]
pub(super) enum Tree<T> {
    Segment(Arc<Segment<T>>),
    Node(Arc<Node<T>>),
}

impl<T> Clone for Tree<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Segment(segment) => Self::Segment(Arc::clone(segment)),
            Self::Node(node) => Self::Node(Arc::clone(node)),
        }
    }
}

/// Sixteen trees of one level.
#[derive(Debug)]
pub(super) struct Node<T> {
    level: u32,
    children: Vec<Tree<T>>,
    /// For each lane the bounds of each child, then of all.
    totals: Box<[Bounds<T>]>,
}

impl<T: Element> Node<T> {
    pub(super) fn new(shape: &Shape, children: Vec<Tree<T>>) -> Self {
        let stride = children.len() + 1;
        let mut totals = vec![Bounds::EMPTY; stride * shape.lanes].into_boxed_slice();
        for (lane, totals) in totals.chunks_exact_mut(stride).enumerate() {
            for (total, child) in totals.iter_mut().zip(&children) {
                *total = child.total(shape, lane);
            }
            totals[stride - 1] = union_all(&totals[..stride - 1]);
        }
        Self {
            level: children.first().map_or(0, Tree::level) + 1,
            children,
            totals,
        }
    }

    fn totals(&self, lane: usize) -> &[Bounds<T>] {
        let stride = self.children.len() + 1;
        &self.totals[lane * stride..][..stride]
    }

    /// Segments of a child, as a power of two.
    fn child_shift(&self) -> u32 {
        (self.level - 1) * FACTOR.ilog2()
    }
}

impl<T: Element> Tree<T> {
    pub(super) fn level(&self) -> u32 {
        match self {
            Self::Segment(_) => 0,
            Self::Node(node) => node.level,
        }
    }

    /// Segments in it.
    pub(super) fn segments(&self) -> u64 {
        (FACTOR as u64).pow(self.level())
    }

    pub(super) fn total(&self, shape: &Shape, lane: usize) -> Bounds<T> {
        match self {
            Self::Segment(segment) => segment.total(shape, lane),
            Self::Node(node) => node.totals(lane)[node.children.len()],
        }
    }

    /// The bounds of a lane over some of its segments.
    pub(super) fn fold(&self, shape: &Shape, lane: usize, segments: Range<u64>) -> Bounds<T> {
        let node = match self {
            Self::Segment(segment) if !segments.is_empty() => return segment.total(shape, lane),
            Self::Node(node) if !segments.is_empty() => node,
            _ => return Bounds::EMPTY,
        };
        let shift = node.child_shift();
        let size = 1_u64 << shift;
        let (first, last) = (segments.start >> shift, (segments.end - 1) >> shift);
        let whole_start = segments.start.div_ceil(size);
        let whole_end = segments.end >> shift;
        let mut found = Bounds::EMPTY;
        if whole_start < whole_end {
            found = union_all(&node.totals(lane)[whole_start as usize..whole_end as usize]);
        }
        let mut part = |child: u64| {
            let base = child << shift;
            let within = segments.start.max(base) - base..segments.end.min(base + size) - base;
            let child = &node.children[child as usize];
            found = found.union(child.fold(shape, lane, within));
        };
        if first < whole_start {
            part(first);
        }
        if last >= whole_end && (last != first || first >= whole_start) {
            part(last);
        }
        found
    }

    /// One of its segments.
    pub(super) fn segment(&self, index: u64) -> &Arc<Segment<T>> {
        let (mut tree, mut index) = (self, index);
        loop {
            match tree {
                Self::Segment(segment) => return segment,
                Self::Node(node) => {
                    let shift = node.child_shift();
                    tree = &node.children[(index >> shift) as usize];
                    index &= (1 << shift) - 1;
                }
            }
        }
    }
}

/// Trees that were let go of, whose memory is used again as soon as no snapshot holds it.
#[derive(Debug)]
pub(super) struct Retired<T> {
    trees: VecDeque<Tree<T>>,
    segments: u64,
}

impl<T: Element> Retired<T> {
    pub(super) fn new() -> Self {
        Self {
            trees: VecDeque::new(),
            segments: 0,
        }
    }

    /// Takes trees in, and forgets the oldest beyond `most` segments.
    pub(super) fn retire(&mut self, trees: impl IntoIterator<Item = Tree<T>>, most: u64) {
        for tree in trees {
            self.segments += tree.segments();
            self.trees.push_back(tree);
        }
        while self.segments > most
            && let Some(tree) = self.trees.pop_front()
        {
            self.segments -= tree.segments();
        }
    }

    /// The memory of a segment that nobody reads any more, empty.
    pub(super) fn reuse(&mut self) -> Option<Vec<T>> {
        loop {
            match self.trees.pop_front()? {
                Tree::Segment(segment) => match Arc::try_unwrap(segment) {
                    Ok(segment) => {
                        self.segments -= 1;
                        let mut values = segment.values;
                        values.clear();
                        return Some(values);
                    }
                    Err(held) => {
                        self.trees.push_front(Tree::Segment(held));
                        return None;
                    }
                },
                Tree::Node(node) => match Arc::try_unwrap(node) {
                    Ok(node) => node
                        .children
                        .into_iter()
                        .rev()
                        .for_each(|child| self.trees.push_front(child)),
                    Err(held) => {
                        self.trees.push_front(Tree::Node(held));
                        return None;
                    }
                },
            }
        }
    }
}

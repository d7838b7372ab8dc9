"""Nhớ lại: questions asked again without a grade, before a part and some days after it; never needed."""

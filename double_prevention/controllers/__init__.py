from . import tag_page
